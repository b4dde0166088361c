package io.notifyflow.credential;

import org.jspecify.annotations.Nullable;

/** What a browser sent as a passkey is none, or not the one that was asked for. */
public final class InvalidPasskey extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidPasskey(String why, @Nullable Throwable cause) {
        super("The passkey is refused: " + why, cause);
    }
}
