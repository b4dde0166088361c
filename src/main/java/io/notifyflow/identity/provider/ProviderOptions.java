package io.notifyflow.identity.provider;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the hub is registered at one provider.
 *
 * @param name         in addresses and in the database
 * @param prefix       of the environment variables that set this, for messages
 * @param label        what the pages call the provider
 * @param issuer       of an OpenID Connect provider; null for GitHub
 * @param clientSecret null for a public client, which PKCE alone protects
 * @param audiences    for whom a token is meant that opens the management API, as {@code aud} or {@code azp} name it
 * @param algorithms   that signatures of tokens may have, if the provider announces them
 * @param acr          of which a sign-in must have one; none for no demand
 * @param amr          of which a sign-in must have all
 * @param maxAge       how long ago the person may have signed in at the provider; null for no demand
 * @param signOutHint  whether the provider ends a session only for an ID token in its address
 * @param url          where GitHub or Microsoft is
 * @param apiUrl       where GitHub's API is
 */
public record ProviderOptions(
        String name,
        String prefix,
        ProviderType type,
        String label,
        @Nullable String issuer,
        String clientId,
        @Nullable String clientSecret,
        List<String> scopes,
        List<String> audiences,
        Set<JWSAlgorithm> algorithms,
        List<String> acr,
        List<String> amr,
        @Nullable Duration maxAge,
        boolean signOutHint,
        String url,
        String apiUrl) {

    /** The environment variable that sets a member, for messages. */
    public String setting(String member) {
        return prefix + member.replace("-", "").toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "ProviderOptions[" + name + ", issuer=" + issuer + ", clientId=" + clientId + ", clientSecret="
                + (clientSecret == null ? "none" : "***") + "]";
    }
}
