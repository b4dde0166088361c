package io.notifyflow.identity.signin;

import io.notifyflow.identity.provider.GitHubProvider;
import io.notifyflow.identity.provider.Providers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestOperations;

/**
 * Reads a user of GitHub, with the primary e-mail address if GitHub has verified it; the address in the public profile
 * may be any.
 *
 * @see <a href="https://docs.github.com/en/rest/users/emails">GitHub</a>
 */
final class GitHubUsers implements OAuth2UserService<OAuth2UserRequest, OAuth2User> {

    static final String EMAIL = "email";
    static final String VERIFIED = "email_verified";

    private static final ParameterizedTypeReference<List<Map<String, Object>>> ADDRESSES =
            new ParameterizedTypeReference<>() {};

    private final OAuth2UserService<OAuth2UserRequest, OAuth2User> users;
    private final RestOperations api;
    private final Providers providers;

    GitHubUsers(OAuth2UserService<OAuth2UserRequest, OAuth2User> users, RestOperations api, Providers providers) {
        this.users = users;
        this.api = api;
        this.providers = providers;
    }

    @Override
    public OAuth2User loadUser(OAuth2UserRequest request) throws OAuth2AuthenticationException {
        OAuth2User user = users.loadUser(request);
        var attributes = new HashMap<String, Object>(user.getAttributes());
        attributes.remove(EMAIL);
        attributes.put(VERIFIED, false);
        primary(request).ifPresent(address -> {
            attributes.put(EMAIL, String.valueOf(address.get("email")));
            attributes.put(VERIFIED, Boolean.TRUE.equals(address.get("verified")));
        });
        return new DefaultOAuth2User(user.getAuthorities(), attributes, "id");
    }

    private Optional<Map<String, Object>> primary(OAuth2UserRequest request) {
        GitHubProvider provider = providers
                .find(request.getClientRegistration().getRegistrationId())
                .filter(GitHubProvider.class::isInstance)
                .map(GitHubProvider.class::cast)
                .orElseThrow();
        try {
            List<Map<String, Object>> addresses = api.exchange(
                            RequestEntity.method(HttpMethod.GET, provider.emails())
                                    .header(
                                            HttpHeaders.AUTHORIZATION,
                                            "Bearer " + request.getAccessToken().getTokenValue())
                                    .header(HttpHeaders.ACCEPT, "application/vnd.github+json")
                                    .build(),
                            ADDRESSES)
                    .getBody();
            return primary(addresses);
        } catch (RestClientException failed) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(
                            "invalid_user_info_response",
                            "The e-mail addresses cannot be read; the scope user:email is needed",
                            null),
                    failed);
        }
    }

    private static Optional<Map<String, Object>> primary(@Nullable List<Map<String, Object>> addresses) {
        return addresses == null
                ? Optional.empty()
                : addresses.stream()
                        .filter(address -> Boolean.TRUE.equals(address.get("primary")) && address.get("email") != null)
                        .findFirst();
    }
}
