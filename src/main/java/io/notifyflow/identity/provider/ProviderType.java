package io.notifyflow.identity.provider;

import java.util.Locale;

/** The kinds of providers, each with what is known of it beforehand. */
public enum ProviderType {
    /** Any provider of OpenID Connect, by its issuer. */
    OIDC,
    GOOGLE,
    /** Microsoft Entra ID: one tenant, or all of them. */
    MICROSOFT,
    /** OAuth 2 without OpenID Connect: the user and their e-mail addresses are read from its API. */
    GITHUB;

    /** The type of a provider that says none: its own name, if that is one. */
    static ProviderType named(String name) {
        return switch (name) {
            case "google" -> GOOGLE;
            case "microsoft" -> MICROSOFT;
            case "github" -> GITHUB;
            default -> OIDC;
        };
    }

    String label(String name) {
        return switch (this) {
            case OIDC -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            case GOOGLE -> "Google";
            case MICROSOFT -> "Microsoft";
            case GITHUB -> "GitHub";
        };
    }
}
