package io.notifyflow.routing;

import org.jspecify.annotations.Nullable;

/** An expression that is not one: the message tells where and why. */
public final class InvalidRule extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidRule(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
