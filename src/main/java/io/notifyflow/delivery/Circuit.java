package io.notifyflow.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a destination went lately.
 *
 * @param failures     calls that failed one after the other
 * @param failingSince when the first of them did; null when there is none
 */
public record Circuit(int failures, @Nullable Instant failingSince) {

    public static final Circuit CLOSED = new Circuit(0, null);

    Circuit failed(Instant now) {
        return new Circuit(failures + 1, failingSince == null ? now : failingSince);
    }

    /** Whether the next call is a probe, which one event is enough for. */
    public boolean failing() {
        return failures > 0;
    }
}
