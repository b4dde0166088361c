package io.notifyflow.identity.token;

import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import io.notifyflow.account.Access;
import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.PersonTokens;
import io.notifyflow.event.FieldRules;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.identity.Arrivals;
import io.notifyflow.identity.Person;
import io.notifyflow.identity.ProviderUser;
import io.notifyflow.identity.SignInRefused;
import io.notifyflow.identity.provider.OidcProvider;
import io.notifyflow.identity.provider.OidcSettings;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** JWTs of the provider open the account of whom they name. */
@Component
class JwtTokens implements PersonTokens {

    private static final Logger log = LoggerFactory.getLogger(JwtTokens.class);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int LONGEST = 16 * 1024;

    private final OidcProvider provider;
    private final OidcSettings settings;
    private final Arrivals arrivals;
    private final Accounts accounts;
    private final OAuth2TokenValidator<Jwt> validator;

    JwtTokens(OidcProvider provider, Arrivals arrivals, Accounts accounts) {
        this.provider = provider;
        this.settings = provider.settings();
        this.arrivals = arrivals;
        this.accounts = accounts;
        this.validator = validator(settings);
    }

    private static OAuth2TokenValidator<Jwt> validator(OidcSettings settings) {
        if (settings.issuer() == null) {
            return token -> OAuth2TokenValidatorResult.failure();
        }
        return new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(SKEW),
                new JwtIssuerValidator(settings.issuer()),
                JwtTokens::endsAndNamesSomebody,
                token -> meant(token, settings.audiences()));
    }

    private static OAuth2TokenValidatorResult endsAndNamesSomebody(Jwt token) {
        String subject = token.getSubject();
        return token.getExpiresAt() == null || subject == null || subject.isBlank()
                ? refused("exp and sub are needed")
                : OAuth2TokenValidatorResult.success();
    }

    /** Each of aud and azp that is there must name this hub, and one must be there: providers differ in which they send. */
    private static OAuth2TokenValidatorResult meant(Jwt token, List<String> audiences) {
        List<String> named = token.getAudience() == null ? List.of() : token.getAudience();
        Object party = token.getClaims().get("azp");
        boolean audience = named.isEmpty() || named.stream().anyMatch(audiences::contains);
        boolean authorised = party == null || audiences.contains(party);
        return audience && authorised && !(named.isEmpty() && party == null)
                ? OAuth2TokenValidatorResult.success()
                : refused("The token is meant for somebody else");
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", why, null));
    }

    @Override
    public boolean fits(String token) {
        // The header of a JWT is JSON, {"…, in Base64.
        return settings.present()
                && token.length() <= LONGEST
                && token.startsWith("eyJ")
                && token.chars().filter(character -> character == '.').count() == 2;
    }

    @Override
    public Access open(String token) {
        try {
            Jwt checked = checked(token);
            requireStorable(checked.getSubject());
            Person person = arrivals.byToken(user(checked));
            Account account = accounts.byId(person.account()).orElseThrow();
            return new Access(account, person.actor(), person.role().scopes(), null);
        } catch (JwtException | IllegalArgumentException | SignInRefused refused) {
            if (refused.getCause() instanceof JWKSetUnavailableException) {
                throw new IllegalStateException("The provider's keys cannot be had: " + refused.getMessage(), refused);
            }
            log.debug("A token is refused", refused);
            throw new BadCredentialsException("The token is not valid", refused);
        }
    }

    private Jwt checked(String token) {
        NimbusJwtDecoder decoder = provider.decoder();
        decoder.setJwtValidator(validator);
        return decoder.decode(token);
    }

    /** It is the provider's word, so that the token is not called invalid; but nobody can be stored under it. */
    private static void requireStorable(String subject) {
        if (!FieldRules.plain(subject)) {
            String fault = "holds a control character, such as U+0000; have the provider issue another subject";
            throw new InvalidRequest(Problem.of("invalid-token", "The token cannot be used", 422, "sub " + fault)
                    .with(List.of(new InvalidMember("sub", fault))));
        }
    }

    private static ProviderUser user(Jwt token) {
        return new ProviderUser(
                token.getSubject(),
                token.getClaimAsString("email"),
                Boolean.TRUE.equals(token.getClaims().get("email_verified")),
                token.getClaimAsString("name"));
    }
}
