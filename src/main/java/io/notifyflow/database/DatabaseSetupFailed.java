package io.notifyflow.database;

/** The hub cannot get at its database: the message says what happened, the action what to do about it. */
public final class DatabaseSetupFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    DatabaseSetupFailed(String message, String action) {
        super(message);
        this.action = action;
    }

    DatabaseSetupFailed(String message, String action, Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** What the operator should do, in one or two sentences. */
    public String action() {
        return action;
    }
}
