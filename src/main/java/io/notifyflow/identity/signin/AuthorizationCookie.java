package io.notifyflow.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * State, nonce and PKCE's verifier while somebody is at a provider: in a cookie that the hub encrypts, so that any hub
 * can go on, and nobody without an account makes a row.
 */
@Component
class AuthorizationCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    /** The attribute of a request, and of an authorization request, that holds a {@link SignInPurpose}. */
    static final String PURPOSE = "notifyflow.purpose";
    /** The attribute of a request that holds the name of the provider that sent somebody back. */
    static final String PROVIDER = "notifyflow.provider";
    /** The attribute of an authorization request that holds the issuer that must answer. */
    static final String ISSUER = "notifyflow.issuer";

    private static final Duration VALID = Duration.ofMinutes(10);

    private final SealedCookies cookies;
    private final Clock clock;

    AuthorizationCookie(SealedCookies cookies, Clock clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    /** What the cookie holds. */
    record Kept(
            String provider,
            @Nullable String issuer,
            String authorizationUri,
            String clientId,
            String redirectUri,
            Set<String> scopes,
            String state,
            @Nullable String nonce,
            String verifier,
            SignInPurpose purpose,
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
        SignInPurpose purpose = asked.getAttribute(PURPOSE);
        var kept = new Kept(
                String.valueOf(asked.<Object>getAttribute(OAuth2ParameterNames.REGISTRATION_ID)),
                asked.getAttribute(ISSUER),
                asked.getAuthorizationUri(),
                asked.getClientId(),
                asked.getRedirectUri(),
                asked.getScopes(),
                asked.getState(),
                asked.getAttribute(OidcParameterNames.NONCE),
                String.valueOf(asked.<Object>getAttribute(PkceParameterNames.CODE_VERIFIER)),
                purpose == null ? SignInPurpose.SIGN_IN : purpose,
                clock.instant().plus(VALID));
        cookies.set(response, Cookies.SIGN_IN, kept, VALID);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        Optional<Kept> kept = kept(request);
        cookies.clear(response, Cookies.SIGN_IN);
        kept.ifPresent(known -> {
            request.setAttribute(PURPOSE, known.purpose());
            request.setAttribute(PROVIDER, known.provider());
        });
        return kept.map(AuthorizationCookie::rebuild).orElse(null);
    }

    /** Empty for what is old, was changed, or answers another request than the one that this browser made last. */
    private Optional<Kept> kept(HttpServletRequest request) {
        String state = request.getParameter(OAuth2ParameterNames.STATE);
        return cookies.read(request, Cookies.SIGN_IN, Kept.class)
                .filter(kept -> kept.until().isAfter(clock.instant()) && same(kept.state(), state))
                .filter(kept -> ofTheProvider(kept, request));
    }

    /**
     * Another provider's answer is at another address, and names another issuer if it names one.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>
     */
    private static boolean ofTheProvider(Kept kept, HttpServletRequest request) {
        String issuer = request.getParameter("iss");
        return URI.create(kept.redirectUri()).getRawPath().equals(request.getRequestURI())
                && (issuer == null || kept.issuer() == null || issuer.equals(kept.issuer()));
    }

    /** In a time that says nothing about the state. */
    private static boolean same(String kept, @Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(kept.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static OAuth2AuthorizationRequest rebuild(Kept kept) {
        Map<String, Object> attributes = new HashMap<>(Map.of(
                OAuth2ParameterNames.REGISTRATION_ID,
                kept.provider(),
                PkceParameterNames.CODE_VERIFIER,
                kept.verifier()));
        if (kept.nonce() != null) {
            attributes.put(OidcParameterNames.NONCE, kept.nonce());
        }
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
