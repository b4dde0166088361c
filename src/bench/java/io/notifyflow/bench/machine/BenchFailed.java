package io.notifyflow.bench.machine;

/** A measurement that is worth nothing, with what to do about it. */
public final class BenchFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BenchFailed(String message) {
        super(message);
    }

    public BenchFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** What happened, and what to do about it. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
