package io.notifyflow.delivery.discord;

import java.time.Duration;

/** What this hub knows of a sender. */
final class SenderState {

    private final String id;
    private volatile long pausedUntil = System.nanoTime();
    private volatile boolean refused;

    SenderState(String id) {
        this.id = id;
    }

    /**
     * A sender's row.
     *
     * @param pausedFor zero mostly
     * @param refused   whether its token was refused
     */
    record Row(Duration pausedFor, boolean refused) {}

    String id() {
        return id;
    }

    void take(Row row) {
        if (row.pausedFor().isPositive()) {
            pause(row.pausedFor());
        }
        refused = row.refused();
    }

    void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        if (until - pausedUntil > 0) {
            pausedUntil = until;
        }
    }

    void refuse() {
        refused = true;
    }

    boolean refused() {
        return refused;
    }

    Duration pausedFor() {
        return Duration.ofNanos(Math.max(0, pausedUntil - System.nanoTime()));
    }
}
