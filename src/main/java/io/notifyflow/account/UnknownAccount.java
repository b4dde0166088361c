package io.notifyflow.account;

/** A route is for an account that does not exist, or that its name does not tell from another. */
public class UnknownAccount extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownAccount(String message) {
        super(message);
    }
}
