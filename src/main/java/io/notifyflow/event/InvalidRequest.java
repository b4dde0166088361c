package io.notifyflow.event;

/** A request that cannot be served as it is; nothing was stored. */
public class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public InvalidRequest(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
