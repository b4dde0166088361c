package io.notifyflow.delivery.queue;

import java.time.Duration;

/**
 * Lets the events of a busy destination gather, so that they share messages: a few messages go out at once, then one
 * in {@link #INTERVAL} unless a full one waits, and fewer where many destinations are busy. A destination with few events
 * on a hub with few never waits for this.
 */
final class Gathering {

    static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int AT_ONCE = 3;

    private final Slots slots;
    /** When the next message would be due if they went out at the interval. */
    private long next = System.nanoTime();
    /** Whether the message at hand has been given its time, and which. */
    private boolean timed;

    private long time;

    Gathering(Slots slots) {
        this.slots = slots;
    }

    /** How long a message that could hold more waits for more; zero if it goes out now, and is counted. */
    Duration turn() {
        long now = System.nanoTime();
        if (!timed) {
            long own = next - (AT_ONCE - 1) * INTERVAL.toNanos();
            long slot = slots.take(now);
            time = own - slot > 0 ? own : slot;
            timed = true;
        }
        if (time - now > 0) {
            return Duration.ofNanos(time - now);
        }
        timed = false;
        next = (next - now > 0 ? next : now) + INTERVAL.toNanos();
        return Duration.ZERO;
    }

    /** The message became full, and needs no turn. */
    void full() {
        timed = false;
    }
}
