package io.notifyflow.identity.provider;

import io.notifyflow.account.PublicAddress;
import java.net.URI;
import java.util.Optional;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/**
 * GitHub, which speaks OAuth 2 without OpenID Connect.
 *
 * @see <a href="https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps">GitHub</a>
 */
public final class GitHubProvider implements IdentityProvider {

    private final ProviderOptions options;
    private final PublicAddress address;

    GitHubProvider(ProviderOptions options, PublicAddress address) {
        this.options = options;
        this.address = address;
    }

    @Override
    public ProviderOptions options() {
        return options;
    }

    @Override
    public ClientRegistration registration() {
        return ClientRegistration.withRegistrationId(name())
                .clientId(options.clientId())
                .clientSecret(String.valueOf(options.clientSecret()))
                .clientName(label())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(address.text() + callback())
                .scope(options.scopes())
                .authorizationUri(options.url() + "/login/oauth/authorize")
                .tokenUri(options.url() + "/login/oauth/access_token")
                .userInfoUri(options.apiUrl() + "/user")
                // The login can be changed, and given to somebody else; the id cannot.
                .userNameAttributeName("id")
                .build();
    }

    /** Where the e-mail addresses of a user are, with what GitHub has verified of them. */
    public URI emails() {
        return URI.create(options.apiUrl() + "/user/emails");
    }

    @Override
    public Optional<URI> signOut() {
        return Optional.empty();
    }
}
