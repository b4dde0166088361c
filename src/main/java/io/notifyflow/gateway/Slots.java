package io.notifyflow.gateway;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many requests of one kind are in work at a time; a bounded number of others may wait for their turn. */
final class Slots {

    private static final int MAX_WAITING = 2048;

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

    Slots(int max) {
        this.max = max;
    }

    /** Takes a slot, which must be given back, if one is free. */
    boolean take() {
        if (taken.incrementAndGet() <= max) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /**
     * Takes a slot, which must be given back, as soon as one is free: many senders lose what is refused in a burst.
     *
     * @param run with the slot, on any thread
     * @return false if too many wait already
     */
    boolean takeInTurn(Runnable run) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        queue.add(run);
        runWaiting();
        return true;
    }

    private void runWaiting() {
        while (!queue.isEmpty() && take()) {
            Runnable next = queue.poll();
            if (next == null) {
                taken.decrementAndGet();
            } else {
                waiting.decrementAndGet();
                next.run();
            }
        }
    }

    void give() {
        taken.decrementAndGet();
        runWaiting();
    }
}
