package io.notifyflow.bench.machine;

import java.time.Duration;
import java.util.Locale;

/** Tells whoever waits what is being done, each line with the time since the start. */
public final class Progress {

    private static final long STARTED = System.nanoTime();

    private Progress() {}

    public static void say(String format, Object... values) {
        Duration since = Duration.ofNanos(System.nanoTime() - STARTED);
        System.out.printf(
                Locale.ROOT, "%3d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), format.formatted(values));
        System.out.flush();
    }
}
