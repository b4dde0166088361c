package io.notifyflow.identity.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Checks the claims of ID tokens and says which setting is wrong where they do not fit. Spring Security compares the
 * nonce.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect Core</a>
 */
public final class IdTokenCheck implements OAuth2TokenValidator<Jwt> {

    private static final Duration SKEW = Duration.ofSeconds(60);

    private final OidcProvider provider;
    private final ProviderOptions options;
    private final SignInStrength strength;

    public IdTokenCheck(OidcProvider provider) {
        this.provider = provider;
        this.options = provider.options();
        this.strength = new SignInStrength(options, SKEW);
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        String wrong = wrong(token);
        return wrong == null
                ? strength.validate(token)
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_id_token", wrong, null));
    }

    private @Nullable String wrong(Jwt token) {
        Object issuer = token.getClaims().get("iss");
        String expected = provider.expectedIssuer(token);
        if (issuer == null || !expected.equals(issuer.toString())) {
            return "issuer: the ID token is from " + LogText.of(issuer) + ", not from " + LogText.of(expected)
                    + "; check " + options.setting("issuer");
        }
        String audience = wrongAudience(token);
        if (audience != null) {
            return audience;
        }
        String subject = token.getSubject();
        if (subject == null || subject.isBlank()) {
            return "sub: the ID token names nobody";
        }
        return wrongTime(token);
    }

    private @Nullable String wrongAudience(Jwt token) {
        List<String> audience = token.getAudience() == null ? List.of() : token.getAudience();
        Object party = token.getClaims().get("azp");
        if (!audience.contains(options.clientId())) {
            return "audience: the ID token is for " + LogText.of(audience) + "; check " + options.setting("client-id");
        }
        return party != null && !party.equals(options.clientId()) || party == null && audience.size() > 1
                ? "audience: the ID token was issued to " + LogText.of(party) + " (azp); check "
                        + options.setting("client-id")
                : null;
    }

    private static @Nullable String wrongTime(Jwt token) {
        Instant now = Instant.now();
        Instant issued = token.getIssuedAt();
        Instant expires = token.getExpiresAt();
        Instant notBefore = token.getNotBefore();
        if (issued == null || expires == null) {
            return "iat and exp: the ID token must have both";
        }
        if (issued.isAfter(now.plus(SKEW)) || notBefore != null && notBefore.isAfter(now.plus(SKEW))) {
            return "clock: the ID token was issued at " + issued + ", and it is " + now
                    + " here. Set the clock of this machine, or the provider's";
        }
        return expires.isBefore(now.minus(SKEW))
                ? "clock: the ID token expired at " + expires + ", and it is " + now
                        + " here. Set the clock of this machine, or the provider's"
                : null;
    }
}
