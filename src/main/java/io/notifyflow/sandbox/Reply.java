package io.notifyflow.sandbox;

import org.jspecify.annotations.Nullable;

/** An answer to an API call, before rate-limit headers; without a body it is a 204. */
record Reply(int status, @Nullable String body) {

    private static final int NO_CONTENT = 204;

    static Reply json(int status, String body) {
        return new Reply(status, body);
    }

    static Reply noContent() {
        return new Reply(NO_CONTENT, null);
    }
}
