package io.notifyflow.account;

/** A setting with which the hub cannot start: the message names it, the action says what to do about it. */
public final class UnusableSetting extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String action;

    public UnusableSetting(String message, String action) {
        super(message);
        this.action = action;
    }

    String action() {
        return action;
    }
}
