package io.notifyflow.delivery.queue;

import java.time.Duration;

/**
 * Lets the events of a busy destination gather, so that they share messages: a few messages go out at once, then one
 * in {@link #INTERVAL} unless a full one waits. A destination with few events never waits for this.
 */
final class Gathering {

    static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int AT_ONCE = 3;

    /** When the next message would be due if they went out at the interval. */
    private long next = System.nanoTime();

    /** How long a message that could hold more waits for more; zero if it goes out now, and is counted. */
    Duration turn() {
        long now = System.nanoTime();
        long interval = INTERVAL.toNanos();
        long earliest = next - (AT_ONCE - 1) * interval;
        if (earliest - now > 0) {
            return Duration.ofNanos(earliest - now);
        }
        next = (next - now > 0 ? next : now) + interval;
        return Duration.ZERO;
    }
}
