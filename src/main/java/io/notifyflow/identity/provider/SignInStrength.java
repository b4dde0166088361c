package io.notifyflow.identity.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimAccessor;

/**
 * Checks that a person has signed in at the provider as strongly and as lately as the settings demand.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">acr, amr and auth_time</a>
 */
public final class SignInStrength implements OAuth2TokenValidator<Jwt> {

    /** Of an error that says so. */
    public static final String TOO_WEAK = "insufficient_user_authentication";

    private final ProviderOptions options;
    private final Duration skew;

    public SignInStrength(ProviderOptions options, Duration skew) {
        this.options = options;
        this.skew = skew;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        Object acr = token.getClaims().get("acr");
        if (!options.acr().isEmpty() && !options.acr().contains(String.valueOf(acr))) {
            return weak("acr: the sign-in had " + LogText.of(acr) + "; " + options.setting("acr") + " demands one of "
                    + String.join(", ", options.acr()));
        }
        List<String> amr = methods(token.getClaims().get("amr"));
        if (!amr.containsAll(options.amr())) {
            return weak("amr: the sign-in had " + LogText.of(amr) + "; " + options.setting("amr") + " demands "
                    + String.join(", ", options.amr()));
        }
        Duration maxAge = options.maxAge();
        return maxAge == null ? OAuth2TokenValidatorResult.success() : recent(maxAge, signedInAt(token));
    }

    private OAuth2TokenValidatorResult recent(Duration maxAge, @Nullable Instant at) {
        if (at == null) {
            return weak("auth_time: the token does not say when the person signed in, which "
                    + options.setting("max-age") + " demands");
        }
        return at.plus(maxAge).plus(skew).isBefore(Instant.now())
                ? weak("auth_time: the person signed in at " + at + ", longer ago than " + options.setting("max-age")
                        + ", " + maxAge + ", allows")
                : OAuth2TokenValidatorResult.success();
    }

    private static @Nullable Instant signedInAt(JwtClaimAccessor token) {
        return switch (token.getClaims().get("auth_time")) {
            case Instant at -> at;
            case Number seconds -> Instant.ofEpochSecond(seconds.longValue());
            case null, default -> null;
        };
    }

    private static List<String> methods(@Nullable Object amr) {
        return amr instanceof Collection<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static OAuth2TokenValidatorResult weak(String message) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(TOO_WEAK, message, null));
    }
}
