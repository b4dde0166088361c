package io.notifyflow.identity.provider;

import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.notifyflow.account.PublicAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** A provider of OpenID Connect, which describes itself at its issuer. */
public final class OidcProvider implements IdentityProvider {

    private static final Logger log = LoggerFactory.getLogger(OidcProvider.class);
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(1);

    private final ProviderOptions options;
    private final IssuerRule issuers;
    private final PublicAddress address;
    private final Clock clock;
    private final AtomicReference<@Nullable ProviderDescription> description = new AtomicReference<>();

    OidcProvider(ProviderOptions options, PublicAddress address, Clock clock) {
        this.options = options;
        this.issuers = new IssuerRule(options);
        this.address = address;
        this.clock = clock;
    }

    @Override
    public ProviderOptions options() {
        return options;
    }

    @Override
    public ClientRegistration registration() {
        return description().registration();
    }

    @Override
    public Optional<URI> signOut() {
        ProviderDescription known = description.get();
        return known == null ? Optional.empty() : known.signOut();
    }

    boolean mayIssueAs(String issuer) {
        return issuers.mayIssueAs(issuer);
    }

    /**
     * The issuer that a token must name.
     *
     * @throws ProviderUnavailable if the provider cannot be asked
     */
    public String expectedIssuer(Jwt token) {
        return IssuerRule.expected(description().issuer(), token.getClaims().get("tid"));
    }

    /** The subject of a token, which is unique at the provider: of Microsoft's tenants together with the tenant. */
    public String subject(ClaimAccessor token) {
        String subject = String.valueOf(token.getClaims().get("sub"));
        boolean several = IssuerRule.severalTenants(description().issuer());
        return several ? token.getClaims().get("tid") + "/" + subject : subject;
    }

    /**
     * Checks signatures with the provider's published keys and no others, whatever a token's header says. Whoever uses
     * the decoder checks the claims.
     *
     * @param types that the token's header may name
     * @throws ProviderUnavailable if the provider cannot be asked
     */
    public NimbusJwtDecoder decoder(JOSEObjectTypeVerifier<SecurityContext> types) {
        ProviderDescription known = description();
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(types);
        processor.setJWSVerifierFactory(new EdwardsVerifier.Factory());
        processor.setJWSKeySelector(new SignatureKeys(known.keys(), known.algorithms(), options.setting("algorithms")));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    private ProviderDescription description() {
        ProviderDescription known = description.get();
        if (known != null && clock.instant().isBefore(known.until())) {
            return known;
        }
        try {
            ProviderDescription read =
                    ProviderDescription.read(options, issuers, address.text() + callback(), known, clock.instant());
            description.set(read);
            return read;
        } catch (ProviderUnavailable gone) {
            if (known == null) {
                throw gone;
            }
            log.warn(
                    "The sign-in provider {} cannot be asked; what it described before is used: {}",
                    name(),
                    gone.getMessage());
            description.set(known.until(clock.instant().plus(ASKED_AGAIN)));
            return known;
        }
    }
}
