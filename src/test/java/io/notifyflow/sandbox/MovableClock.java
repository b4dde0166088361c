package io.notifyflow.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when a test says so. */
final class MovableClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Called by the test's thread only. */
    synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }
}
