package io.notifyflow.identity.signin;

import java.util.Locale;

/** How a session began. */
enum SignInMethod {
    PASSWORD(false),
    /** An invitation, or a link for a new password. */
    LINK(false),
    /** One that verified its user: two factors in one. */
    PASSKEY(true),
    /** A provider asks for a second factor itself. */
    PROVIDER(true);

    private final boolean whole;

    SignInMethod(boolean whole) {
        this.whole = whole;
    }

    /** Whether no second factor is asked for. */
    boolean whole() {
        return whole;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SignInMethod of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
