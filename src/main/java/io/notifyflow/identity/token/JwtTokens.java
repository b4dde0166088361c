package io.notifyflow.identity.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
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
import io.notifyflow.identity.provider.ProviderUnavailable;
import io.notifyflow.identity.provider.Providers;
import java.text.ParseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Opens the account of the person whom an access token of a provider names. */
@Component
class JwtTokens implements PersonTokens {

    private static final Logger log = LoggerFactory.getLogger(JwtTokens.class);

    /** Documented in docs/api.md; what the public port takes as headers is more. */
    static final int MAX_LENGTH = 7 * 1024;

    private static final JOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null);

    private final Providers providers;
    private final Arrivals arrivals;
    private final Accounts accounts;

    JwtTokens(Providers providers, Arrivals arrivals, Accounts accounts) {
        this.providers = providers;
        this.arrivals = arrivals;
        this.accounts = accounts;
    }

    /**
     * Three parts with dots between them, as no API key has. What the first one is, is not guessed at: its JSON may begin
     * with any space and any member.
     */
    @Override
    public boolean fits(String token) {
        return providers.present()
                && token.length() <= MAX_LENGTH
                && token.chars().filter(character -> character == '.').count() == 2;
    }

    @Override
    public Access open(String token) {
        try {
            Person person = arrivals.byToken(user(token));
            Account account = accounts.byId(person.account()).orElseThrow();
            return new Access(account, person.actor(), person.role().scopes(), null);
        } catch (ParseException | JwtException | IllegalArgumentException | SignInRefused refused) {
            if (refused.getCause() instanceof JWKSetUnavailableException) {
                throw new IllegalStateException(
                        "The sign-in provider's keys cannot be read: " + refused.getMessage(), refused);
            }
            log.debug("A token is refused", refused);
            throw new BadCredentialsException("The token is not valid", refused);
        }
    }

    /** It is the provider's word, so that the token is not called invalid; but nobody can be stored under it. */
    private static void requireStorable(String subject) {
        if (!FieldRules.plain(subject)) {
            String fault = "holds a control character, such as U+0000; have the provider issue another subject";
            throw new InvalidRequest(Problem.of("invalid-token", "The token cannot be used", 422, "sub " + fault)
                    .with(List.of(new InvalidMember("sub", fault))));
        }
    }

    /**
     * @throws ProviderUnavailable if the provider cannot be asked
     */
    private ProviderUser user(String token) throws ParseException {
        // Not believed: it says who is asked whether the token is theirs.
        String issuer = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
        OidcProvider provider =
                (issuer == null ? null : providers.byIssuer(issuer).orElse(null));
        if (provider == null) {
            throw new BadJwtException("No sign-in provider has the token's issuer");
        }
        NimbusJwtDecoder decoder = provider.decoder(TYPES);
        decoder.setJwtValidator(new AccessTokenCheck(provider));
        Jwt checked = decoder.decode(token);
        requireStorable(checked.getSubject());
        return new ProviderUser(
                provider.name(),
                provider.subject(checked),
                checked.getClaimAsString("email"),
                Boolean.TRUE.equals(checked.getClaims().get("email_verified")),
                checked.getClaimAsString("name"));
    }
}
