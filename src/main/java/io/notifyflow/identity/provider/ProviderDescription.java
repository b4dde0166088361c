package io.notifyflow.identity.provider;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/**
 * What a provider of OpenID Connect says of itself.
 *
 * @param issuer     that its tokens name
 * @param algorithms that it announces and the settings allow
 * @param until      when it is asked again
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery</a>
 */
record ProviderDescription(
        String issuer,
        ClientRegistration registration,
        JWKSource<SecurityContext> keys,
        Set<JWSAlgorithm> algorithms,
        Instant until) {

    private static final int TIMEOUT_MILLIS = 3000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration KEYS_KEPT = Duration.ofMinutes(15);
    /** A token with an unknown key makes the hub ask for the keys again, at most twice in this time. */
    private static final Duration KEYS_ASKED = Duration.ofSeconds(30);

    private static final Duration KEYS_OUTLIVE_PROVIDER = Duration.ofHours(4);

    ProviderDescription until(Instant later) {
        return new ProviderDescription(issuer, registration, keys, algorithms, later);
    }

    Optional<URI> signOut() {
        Object place =
                registration.getProviderDetails().getConfigurationMetadata().get("end_session_endpoint");
        return place instanceof String text ? Optional.of(URI.create(text)) : Optional.empty();
    }

    private String keysAt() {
        return registration.getProviderDetails().getJwkSetUri();
    }

    /**
     * @param redirectUri where the provider sends people back to
     * @param before      what it said the last time, whose keys are kept if they are still at the same place
     * @throws ProviderUnavailable if it cannot be read, or describes another issuer
     */
    static ProviderDescription read(
            ProviderOptions options,
            IssuerRule issuers,
            String redirectUri,
            @Nullable ProviderDescription before,
            Instant now) {
        String place = String.valueOf(options.issuer()).replaceAll("/$", "") + "/.well-known/openid-configuration";
        try {
            String text =
                    retriever().retrieveResource(URI.create(place).toURL()).getContent();
            Map<String, Object> metadata = JSONObjectUtils.parse(text);
            Object issuer = metadata.get("issuer");
            if (!issuers.describes(issuer)) {
                throw new ProviderUnavailable(
                        "issuer: " + place + " describes the issuer " + LogText.of(issuer) + "; set "
                                + options.setting("issuer") + " to it, exactly",
                        null);
            }
            Set<JWSAlgorithm> algorithms = SignatureAlgorithms.announced(
                    metadata.get("id_token_signing_alg_values_supported"), options.algorithms());
            ClientRegistration registration = registration(options, metadata, redirectUri);
            String keysAt = registration.getProviderDetails().getJwkSetUri();
            JWKSource<SecurityContext> keys =
                    before != null && before.keysAt().equals(keysAt) ? before.keys() : keys(URI.create(keysAt));
            return new ProviderDescription(String.valueOf(issuer), registration, keys, algorithms, now.plus(KEPT));
        } catch (IOException | ParseException | IllegalArgumentException failed) {
            throw new ProviderUnavailable(
                    place + " cannot be read: " + failed.getMessage() + ". Check " + options.setting("issuer"), failed);
        }
    }

    private static ClientRegistration registration(
            ProviderOptions options, Map<String, Object> metadata, String redirectUri) {
        var described = new HashMap<>(metadata);
        // Microsoft's may hold a placeholder, which is no address.
        described.put("issuer", options.issuer());
        ClientRegistration.Builder builder = ClientRegistrations.fromOidcConfiguration(described)
                .registrationId(options.name())
                .clientId(options.clientId())
                .clientName(options.label())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(redirectUri)
                .userNameAttributeName("sub")
                .scope(options.scopes());
        if (options.clientSecret() == null) {
            builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        } else {
            builder.clientSecret(options.clientSecret());
        }
        return builder.build();
    }

    private static DefaultResourceRetriever retriever() {
        return new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    }

    private static JWKSource<SecurityContext> keys(URI place) throws MalformedURLException {
        return JWKSourceBuilder.<SecurityContext>create(place.toURL(), new VerificationKeys(retriever()))
                .cache(KEYS_KEPT.toMillis(), TIMEOUT_MILLIS * 2L)
                .refreshAheadCache(false)
                .rateLimited(KEYS_ASKED.toMillis())
                .outageTolerant(KEYS_OUTLIVE_PROVIDER.toMillis())
                .build();
    }
}
