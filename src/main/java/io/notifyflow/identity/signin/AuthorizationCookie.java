package io.notifyflow.identity.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.identity.provider.OidcProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/**
 * State, nonce and PKCE's verifier while somebody is at the provider: in a cookie that the hub encrypts, so that any hub
 * can go on, and nobody without an account makes a row.
 */
@Component
class AuthorizationCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    /** The attribute of a request, and of an authorization request, that holds the token of an invitation. */
    static final String LINK = "notifyflow.link";

    private static final Duration VALID = Duration.ofMinutes(10);

    private final Cookies cookies;
    private final SecretCipher cipher;
    private final ObjectMapper json;
    private final Clock clock;

    AuthorizationCookie(Cookies cookies, SecretCipher cipher, ObjectMapper json, Clock clock) {
        this.cookies = cookies;
        this.cipher = cipher;
        this.json = json;
        this.clock = clock;
    }

    /** What the cookie holds. */
    record Kept(
            String authorizationUri,
            String clientId,
            String redirectUri,
            Set<String> scopes,
            String state,
            String nonce,
            String verifier,
            @Nullable String link,
            Instant until) {}

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return kept(request).map(AuthorizationCookie::rebuild).orElse(null);
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        if (asked == null) {
            cookies.clear(response, Cookies.SIGN_IN);
            return;
        }
        var kept = new Kept(
                asked.getAuthorizationUri(),
                asked.getClientId(),
                asked.getRedirectUri(),
                asked.getScopes(),
                asked.getState(),
                String.valueOf(asked.<Object>getAttribute(OidcParameterNames.NONCE)),
                String.valueOf(asked.<Object>getAttribute(PkceParameterNames.CODE_VERIFIER)),
                asked.getAttribute(LINK),
                clock.instant().plus(VALID));
        cookies.set(response, Cookies.SIGN_IN, encode(kept), VALID);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        Optional<Kept> kept = kept(request);
        cookies.clear(response, Cookies.SIGN_IN);
        kept.map(Kept::link).ifPresent(link -> request.setAttribute(LINK, link));
        return kept.map(AuthorizationCookie::rebuild).orElse(null);
    }

    private String encode(Kept kept) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(cipher.encrypt(json.writeValueAsString(kept)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and a time are JSON", e);
        }
    }

    /** Empty for what is old, was changed, or answers another request than the one that this browser made last. */
    private Optional<Kept> kept(HttpServletRequest request) {
        String state = request.getParameter(OAuth2ParameterNames.STATE);
        return cookies.read(request, Cookies.SIGN_IN)
                .flatMap(this::decode)
                .filter(kept -> kept.until().isAfter(clock.instant()) && same(kept.state(), state));
    }

    /** In a time that tells nothing about the state. */
    private static boolean same(String kept, @Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(kept.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Kept> decode(String value) {
        try {
            String text = cipher.decrypt(Base64.getUrlDecoder().decode(value));
            return Optional.of(json.readValue(text, Kept.class));
        } catch (IllegalArgumentException | IllegalStateException | JsonProcessingException forged) {
            return Optional.empty();
        }
    }

    private static OAuth2AuthorizationRequest rebuild(Kept kept) {
        Map<String, Object> attributes = new HashMap<>(Map.of(
                OAuth2ParameterNames.REGISTRATION_ID,
                OidcProvider.ID,
                OidcParameterNames.NONCE,
                kept.nonce(),
                PkceParameterNames.CODE_VERIFIER,
                kept.verifier()));
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(kept.authorizationUri())
                .clientId(kept.clientId())
                .redirectUri(kept.redirectUri())
                .scopes(kept.scopes())
                .state(kept.state())
                .attributes(attributes)
                .build();
    }
}
