package io.notifyflow.source;

/** A source could not be read; the message is for its owner, and holds no secret. */
public final class PollFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PollFailed(String message) {
        super(message);
    }

    public PollFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
