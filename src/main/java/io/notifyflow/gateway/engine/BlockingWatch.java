package io.notifyflow.gateway.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a route that blocks from one that was once interrupted by the garbage collector or a busy machine: slow runs
 * must be more than a fifth of all for a while.
 */
final class BlockingWatch {

    static final Duration SLOW = Duration.ofMillis(20);

    private static final int WEIGHT = 4;
    private static final int LIMIT = 20 * WEIGHT;

    private final AtomicInteger score = new AtomicInteger();

    /** Whether this run was the one too many. */
    boolean tooSlow(long nanos) {
        if (nanos < SLOW.toNanos()) {
            if (score.get() > 0) {
                score.decrementAndGet();
            }
            return false;
        }
        return score.addAndGet(WEIGHT) == LIMIT;
    }
}
