package io.notifyflow.identity.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one provider of OpenID Connect that people sign in with, for hubs that need no more than one; {@link IdentitySettings}
 * has several. Without any they have passwords.
 *
 * @param issuer       as the provider's own metadata have it; {@code /.well-known/openid-configuration} is below it
 * @param clientId     of the hub at the provider
 * @param clientSecret none for a public client, which PKCE alone protects
 * @param name         of the provider, as the pages show it
 * @param scopes       that are asked for
 * @param audiences    for whom a token is meant that opens the management API, as {@code aud} or {@code azp} have it;
 *                     the client id where nothing is said
 */
@ConfigurationProperties("notifyflow.oidc")
public record OidcSettings(
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @DefaultValue("your organisation") String name,
        @DefaultValue({"openid", "email", "profile"}) List<String> scopes,
        @DefaultValue List<String> audiences) {

    public OidcSettings {
        issuer = blankAsNull(issuer);
        clientId = blankAsNull(clientId);
        clientSecret = blankAsNull(clientSecret);
        if (issuer != null) {
            IssuerAddress.require("NOTIFYFLOW_OIDC_ISSUER", issuer);
            if (clientId == null) {
                throw new IllegalArgumentException(
                        "NOTIFYFLOW_OIDC_ISSUER needs NOTIFYFLOW_OIDC_CLIENTID beside it: the id"
                                + " that the provider gave this hub");
            }
            if (!scopes.contains("openid")) {
                throw new IllegalArgumentException("NOTIFYFLOW_OIDC_SCOPES must have openid among them");
            }
        }
        scopes = List.copyOf(scopes);
        audiences = audiences.isEmpty() && clientId != null ? List.of(clientId) : List.copyOf(audiences);
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Whether there is a provider. */
    public boolean present() {
        return issuer != null;
    }

    /** The same as one provider among several. */
    ProviderOptions options() {
        return new ProviderSettings(
                        ProviderType.OIDC,
                        name,
                        issuer,
                        clientId,
                        clientSecret,
                        scopes,
                        audiences,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        false,
                        "common",
                        null,
                        null)
                .options(Providers.DEFAULT, "NOTIFYFLOW_OIDC_");
    }

    @Override
    public String toString() {
        return "OidcSettings[issuer=" + issuer + ", clientId=" + clientId + ", clientSecret="
                + (clientSecret == null ? "none" : "***") + "]";
    }
}
