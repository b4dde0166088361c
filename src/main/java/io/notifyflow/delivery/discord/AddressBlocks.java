package io.notifyflow.delivery.discord;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How long nothing is sent after Discord has blocked this hub's address: each time in a row twice as long as before. */
final class AddressBlocks {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MAX_DOUBLINGS = 12;

    private final Duration first;
    private final LongSupplier nanos;
    private final AtomicInteger inARow = new AtomicInteger();
    private long closedUntil;

    AddressBlocks(Duration first, LongSupplier nanos) {
        this.first = first;
        this.nanos = nanos;
        this.closedUntil = nanos.getAsLong();
    }

    /** A call got through. */
    void opened() {
        if (inARow.get() > 0) {
            inARow.set(0);
        }
    }

    /**
     * A call was blocked.
     *
     * @param asked how long the answer asks to wait, if it says
     * @return the pause that begins; empty for a call that was under way when the pause began
     */
    synchronized Optional<Duration> closed(@Nullable Duration asked) {
        long now = nanos.getAsLong();
        if (closedUntil - now > 0) {
            return Optional.empty();
        }
        Duration grown = first.multipliedBy(1L << Math.min(inARow.getAndIncrement(), MAX_DOUBLINGS));
        Duration pause = asked != null ? asked : grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
        closedUntil = now + pause.toNanos();
        return Optional.of(pause);
    }
}
