package io.notifyflow.identity.signin;

import io.notifyflow.identity.ProviderUser;
import io.notifyflow.identity.provider.IdentityProvider;
import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.identity.provider.ProviderType;
import io.notifyflow.identity.provider.Providers;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;

/** Reads who has signed in at a provider. */
@Component
class VouchedUsers {

    private final Providers providers;

    VouchedUsers(Providers providers) {
        this.providers = providers;
    }

    ProviderUser user(OAuth2AuthenticationToken vouched) {
        IdentityProvider provider =
                providers.find(vouched.getAuthorizedClientRegistrationId()).orElseThrow();
        OAuth2User user = vouched.getPrincipal();
        return provider instanceof OidcProvider oidc && user instanceof OidcUser known
                ? ofOidc(oidc, known)
                : ofGitHub(provider, user);
    }

    private static ProviderUser ofOidc(OidcProvider provider, OidcUser user) {
        String name = user.getFullName() != null ? user.getFullName() : user.getPreferredUsername();
        // What Microsoft sends as e-mail address is what the tenant's administrator has entered.
        boolean verified =
                provider.options().type() != ProviderType.MICROSOFT && Boolean.TRUE.equals(user.getEmailVerified());
        return new ProviderUser(provider.name(), provider.subject(user.getIdToken()), user.getEmail(), verified, name);
    }

    private static ProviderUser ofGitHub(IdentityProvider provider, OAuth2User user) {
        String name = text(user.getAttribute("name"));
        return new ProviderUser(
                provider.name(),
                user.getName(),
                text(user.getAttribute(GitHubUsers.EMAIL)),
                Boolean.TRUE.equals(user.getAttribute(GitHubUsers.VERIFIED)),
                name == null ? text(user.getAttribute("login")) : name);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    /** Whether the provider asks for the ID token when its session is ended. */
    boolean keepsIdToken(String provider) {
        return providers
                .find(provider)
                .filter(known ->
                        known.options().signOutHint() && known.signOut().isPresent())
                .isPresent();
    }
}
