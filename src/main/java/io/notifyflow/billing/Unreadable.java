package io.notifyflow.billing;

/** What Stripe tells of an object says nothing that could be relied on; the message is the reason. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
