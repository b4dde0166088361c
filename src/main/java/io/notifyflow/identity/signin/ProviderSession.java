package io.notifyflow.identity.signin;

import org.jspecify.annotations.Nullable;

/**
 * The sign-in at a provider with which a session began.
 *
 * @param provider its name
 * @param idToken  kept only where the provider asks for it at the sign-out
 */
record ProviderSession(String provider, @Nullable String idToken) {

    @Override
    public String toString() {
        return "ProviderSession[" + provider + "]";
    }
}
