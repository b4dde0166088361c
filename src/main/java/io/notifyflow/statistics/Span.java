package io.notifyflow.statistics;

import java.time.Instant;

/** A time from a moment on, and before another. */
public record Span(Instant from, Instant to) {

    public Span {
        if (to.isBefore(from)) {
            to = from;
        }
    }

    boolean empty() {
        return !from.isBefore(to);
    }
}
