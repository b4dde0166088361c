package io.notifyflow.cli;

/** Why a command cannot do what it was asked for; the message is for whoever asked. */
final class Failure extends RuntimeException {

    /** The hub refused: no such dead letter, a wrong key, a redrive that runs already. */
    static final int REFUSED = 1;
    /** The command was called in a way that makes no sense, or needs a confirmation that nobody can give. */
    static final int MISUSE = 2;
    /** The hub cannot be reached, or failed. */
    static final int UNAVAILABLE = 3;
    /** Whoever was asked said no. */
    static final int DECLINED = 4;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
