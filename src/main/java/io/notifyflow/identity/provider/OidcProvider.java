package io.notifyflow.identity.provider;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.notifyflow.account.PublicAddress;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** The provider as it describes itself. It is asked when it is needed: a hub starts without it. */
@Component
public class OidcProvider {

    /** The name of the one registration, in addresses. */
    public static final String ID = "provider";

    /** Where the provider sends people back to. */
    public static final String CALLBACK = "/sign-in/callback";

    private static final Logger log = LoggerFactory.getLogger(OidcProvider.class);
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int LARGEST = 256 * 1024;
    private static final Duration DESCRIPTION_KEPT = Duration.ofHours(1);
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(1);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(15);
    /** A token with a key nobody knows makes the hub ask for the keys again, twice in this time at the most. */
    private static final Duration KEYS_ASKED = Duration.ofSeconds(30);

    private static final Duration KEYS_OUTLIVE_PROVIDER = Duration.ofHours(4);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private final OidcSettings settings;
    private final PublicAddress address;
    private final Clock clock;
    private final AtomicReference<@Nullable Description> description = new AtomicReference<>();

    OidcProvider(OidcSettings settings, PublicAddress address, Clock clock) {
        this.settings = settings;
        this.address = address;
        this.clock = clock;
    }

    /** The provider does not say what it is. */
    public static final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private record Description(ClientRegistration registration, JWKSource<SecurityContext> keys, Instant until) {

        String keysAt() {
            return registration.getProviderDetails().getJwkSetUri();
        }

        Description until(Instant later) {
            return new Description(registration, keys, later);
        }
    }

    public OidcSettings settings() {
        return settings;
    }

    /**
     * The hub as it is registered there.
     *
     * @throws Unavailable if the provider cannot be asked
     */
    public ClientRegistration registration() {
        return description().registration();
    }

    /** Where a person's session at the provider is ended; empty if it has no such place, or was never asked. */
    public Optional<URI> signOut() {
        Description known = description.get();
        Object there = known == null
                ? null
                : known.registration()
                        .getProviderDetails()
                        .getConfigurationMetadata()
                        .get("end_session_endpoint");
        return there instanceof String text ? Optional.of(URI.create(text)) : Optional.empty();
    }

    /**
     * Checks signatures: with the provider's published keys and no others, whatever a token's header says.
     *
     * @throws Unavailable if the provider cannot be asked
     */
    public NimbusJwtDecoder decoder() {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(ALGORITHMS, description().keys()));
        // The claims are checked by whoever uses the decoder.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor);
    }

    private Description description() {
        Description known = description.get();
        if (known != null && clock.instant().isBefore(known.until())) {
            return known;
        }
        try {
            Description read = read(known);
            description.set(read);
            return read;
        } catch (Unavailable gone) {
            if (known == null) {
                throw gone;
            }
            log.warn("The provider of sign-in cannot be asked; what it said before holds: {}", gone.getMessage());
            description.set(known.until(clock.instant().plus(ASKED_AGAIN)));
            return known;
        }
    }

    private Description read(@Nullable Description before) {
        String issuer = settings.issuer();
        if (issuer == null) {
            throw new Unavailable("No provider is configured", null);
        }
        String place = issuer.replaceAll("/$", "") + "/.well-known/openid-configuration";
        try {
            String text = new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST)
                    .retrieveResource(URI.create(place).toURL())
                    .getContent();
            Map<String, Object> metadata = JSONObjectUtils.parse(text);
            if (!issuer.equals(metadata.get("issuer"))) {
                throw new Unavailable(
                        place + " describes another issuer; NOTIFYFLOW_OIDC_ISSUER must be the one it names", null);
            }
            ClientRegistration registration = registration(metadata);
            String keysAt = registration.getProviderDetails().getJwkSetUri();
            JWKSource<SecurityContext> keys =
                    before != null && before.keysAt().equals(keysAt) ? before.keys() : keys(URI.create(keysAt));
            return new Description(registration, keys, clock.instant().plus(DESCRIPTION_KEPT));
        } catch (IOException | ParseException | IllegalArgumentException failed) {
            throw new Unavailable(place + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    private ClientRegistration registration(Map<String, Object> metadata) {
        ClientRegistration.Builder builder = ClientRegistrations.fromOidcConfiguration(metadata)
                .registrationId(ID)
                .clientId(String.valueOf(settings.clientId()))
                .clientName(settings.name())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(address.text() + CALLBACK)
                .userNameAttributeName("sub")
                .scope(settings.scopes());
        if (settings.clientSecret() == null) {
            builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        } else {
            builder.clientSecret(settings.clientSecret());
        }
        return builder.build();
    }

    private static JWKSource<SecurityContext> keys(URI place) throws MalformedURLException {
        return JWKSourceBuilder.<SecurityContext>create(
                        place.toURL(), new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST))
                .cache(KEYS_KEPT.toMillis(), TIMEOUT_MILLIS * 2L)
                .refreshAheadCache(false)
                .rateLimited(KEYS_ASKED.toMillis())
                .outageTolerant(KEYS_OUTLIVE_PROVIDER.toMillis())
                .build();
    }
}
