package io.notifyflow.event;

import java.time.Duration;

/** Something was asked for too often; the answer says when it may be asked for again. */
public final class TooManyCalls extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    public TooManyCalls(Problem problem, Duration wait) {
        super(problem);
        this.wait = wait;
    }

    /** Whole seconds, for the header {@code Retry-After}. */
    public long retrySeconds() {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
