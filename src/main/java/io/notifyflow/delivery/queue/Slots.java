package io.notifyflow.delivery.queue;

import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Times for messages that could hold more events, over all destinations of this hub. Without them a hub with many busy
 * destinations would spend itself on messages of one event or two, and be too slow for them ever to become more.
 */
@Component
class Slots {

    private static final int PER_SECOND_AND_CORE = 200;
    /** Taken without waiting after a pause. */
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    /** No event waits longer for this, however many destinations are busy. */
    private static final Duration LONGEST = Duration.ofMillis(250);

    private final long interval = Duration.ofSeconds(1).toNanos()
            / PER_SECOND_AND_CORE
            / Runtime.getRuntime().availableProcessors();
    private long next = System.nanoTime();

    /** The next free time, as {@link System#nanoTime} has it; not before {@code now}. */
    synchronized long take(long now) {
        long earliest = now - AT_ONCE.toNanos();
        long latest = now + LONGEST.toNanos();
        long taken = next - earliest > 0 ? next : earliest;
        if (taken - latest > 0) {
            return latest;
        }
        next = taken + interval;
        return taken - now > 0 ? taken : now;
    }
}
