package io.notifyflow.identity.token;

import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.identity.provider.ProviderOptions;
import io.notifyflow.identity.provider.SignInStrength;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/**
 * Checks that a token is an access token, of this provider, for this hub. An ID token says who has signed in to a client
 * and must open nothing: it is recognised by what only ID tokens have, and a token for a client id that has nothing of an
 * access token is taken for one as well.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068</a>
 */
final class AccessTokenCheck implements OAuth2TokenValidator<Jwt> {

    private static final Duration SKEW = Duration.ofSeconds(30);

    /** OpenID Connect defines them for ID tokens and logout tokens; cnf binds a token to a key that is not checked here. */
    private static final Set<String> OF_OTHERS =
            Set.of("nonce", "at_hash", "c_hash", "s_hash", "sub_jwk", "events", "cnf");

    /** RFC 9068 and RFC 8693, and what Microsoft and Okta have in their place. */
    private static final Set<String> OF_ACCESS_TOKENS = Set.of("scope", "scp", "client_id", "cid", "appid", "roles");

    private static final Set<String> ACCESS_TOKEN_TYPES = Set.of("at+jwt", "application/at+jwt");

    private final OidcProvider provider;
    private final ProviderOptions options;
    private final OAuth2TokenValidator<Jwt> others;

    AccessTokenCheck(OidcProvider provider) {
        this.provider = provider;
        this.options = provider.options();
        this.others = new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(SKEW), new SignInStrength(options, SKEW));
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        String wrong = wrong(token);
        return wrong == null
                ? others.validate(token)
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", wrong, null));
    }

    private @Nullable String wrong(Jwt token) {
        Map<String, Object> claims = token.getClaims();
        String subject = token.getSubject();
        if (token.getExpiresAt() == null || subject == null || subject.isBlank()) {
            return "exp and sub are needed";
        }
        if (!provider.expectedIssuer(token).equals(String.valueOf(claims.get("iss")))) {
            return "The token is from another issuer";
        }
        if (!meant(token)) {
            return "The token is meant for somebody else";
        }
        return accessToken(token) ? null : "The token is no access token";
    }

    /** Each of aud and azp that is there must name this hub, and one must be there: providers differ in which they send. */
    private boolean meant(Jwt token) {
        List<String> named = token.getAudience() == null ? List.of() : token.getAudience();
        Object party = token.getClaims().get("azp");
        boolean audience = named.isEmpty() || named.stream().anyMatch(options.audiences()::contains);
        boolean authorised = party == null || party instanceof String name && known(name);
        return audience && authorised && !(named.isEmpty() && party == null);
    }

    private boolean known(String party) {
        return options.audiences().contains(party) || party.equals(options.clientId());
    }

    private static boolean accessToken(Jwt token) {
        Map<String, Object> claims = token.getClaims();
        if (OF_OTHERS.stream().anyMatch(claims::containsKey) || !typeFits(claims)) {
            return false;
        }
        List<String> audience = token.getAudience();
        return ACCESS_TOKEN_TYPES.contains(lower(token.getHeaders().get("typ")))
                || claims.get("typ") != null
                || claims.get("token_use") != null
                || OF_ACCESS_TOKENS.stream().anyMatch(claims::containsKey)
                // An ID token has an audience always, and its azp is a client id: these are Clerk's session tokens.
                || audience == null
                || audience.isEmpty()
                || origin(claims.get("azp"));
    }

    /** Keycloak says the type in a claim, and so does Cognito. */
    private static boolean typeFits(Map<String, Object> claims) {
        Object type = claims.get("typ");
        Object use = claims.get("token_use");
        return (type == null || lower(type).equals("bearer"))
                && (use == null || lower(use).equals("access"));
    }

    private static boolean origin(@Nullable Object party) {
        return party instanceof String text
                && Stream.of("https://", "http://")
                        .anyMatch(scheme -> text.regionMatches(true, 0, scheme, 0, scheme.length()));
    }

    private static String lower(@Nullable Object text) {
        return String.valueOf(text).toLowerCase(java.util.Locale.ROOT);
    }
}
