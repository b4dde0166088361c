package io.notifyflow.dashboard.events;

import io.notifyflow.client.model.Attempt;
import io.notifyflow.client.model.Event;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/** How long a delivery waited for each of its attempts. */
public final class Waits {

    private Waits() {}

    /** From the end of the attempt before it, or from when the event was accepted. */
    public static String before(Event event, List<Attempt> attempts, int index) {
        OffsetDateTime since = event.getAcceptedAt();
        if (index > 0) {
            Attempt last = attempts.get(index - 1);
            since = last.getStartedAt().plusNanos(last.getDurationMs() * 1_000_000L);
        }
        Duration wait = Duration.between(since, attempts.get(index).getStartedAt());
        return text(wait.isNegative() ? Duration.ZERO : wait);
    }

    private static String text(Duration wait) {
        if (wait.toSeconds() < 1) {
            return wait.toMillis() + " ms";
        }
        if (wait.toMinutes() < 2) {
            return String.format(Locale.ROOT, "%.1f s", wait.toMillis() / 1000.0);
        }
        return wait.toHours() < 2 ? wait.toMinutes() + " min" : wait.toHours() + " h";
    }
}
