package io.notifyflow.identity.provider;

import org.jspecify.annotations.Nullable;

/** A provider does not describe itself, or not as it is set. */
public final class ProviderUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
