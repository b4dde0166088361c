package io.notifyflow.identity.provider;

import java.net.URI;
import java.util.Optional;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/** A provider that people sign in with. It is asked when it is needed: a hub starts without it. */
public sealed interface IdentityProvider permits OidcProvider, GitHubProvider {

    ProviderOptions options();

    /**
     * The hub as it is registered there.
     *
     * @throws ProviderUnavailable if the provider cannot be asked
     */
    ClientRegistration registration();

    /** Where a person's session at the provider is ended; empty if it has no such place, or was never asked. */
    Optional<URI> signOut();

    /** In addresses and in the database. */
    default String name() {
        return options().name();
    }

    default String label() {
        return options().label();
    }

    /** The path to which the provider sends people back; each has its own, so that none can answer for another. */
    default String callback() {
        return name().equals(Providers.DEFAULT) ? Providers.CALLBACK : Providers.CALLBACK + "/" + name();
    }
}
