package io.notifyflow.gateway.connection;

import io.notifyflow.event.Problem;

/** A request that is answered with a problem, after which its connection closes: where it ends is not known. */
public final class RefusedRequest extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    RefusedRequest(Problem problem) {
        // Without a stack trace: strangers cause it, as often as they like.
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    static RefusedRequest invalid(String message) {
        return new RefusedRequest(Problem.of("bad-request", "The request is not valid HTTP", 400, message));
    }

    public Problem problem() {
        return problem;
    }
}
