package io.notifyflow.routing;

/** An expression that is not one: the message tells where and why. */
public final class InvalidRule extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidRule(String message, Throwable cause) {
        super(message, cause);
    }
}
