package io.notifyflow.account;

/** Sessions of the people who operate the hub. */
public interface OperatorSessions {

    /** The name of the cookie that holds a session's token. */
    String cookie();

    /**
     * Whether the session is one of an operator: an owner of an account that sees what concerns the whole hub. Waits for
     * the database.
     */
    boolean isOperators(String token);
}
