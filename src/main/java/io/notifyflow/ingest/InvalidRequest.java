package io.notifyflow.ingest;

import io.notifyflow.event.Problem;

/** A request that cannot be accepted as it is; nothing was stored. */
final class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    InvalidRequest(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
