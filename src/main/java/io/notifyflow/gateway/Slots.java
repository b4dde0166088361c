package io.notifyflow.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many requests of one kind are in work at a time. */
final class Slots {

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

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

    void give() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
