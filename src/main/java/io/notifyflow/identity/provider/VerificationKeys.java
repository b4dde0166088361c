package io.notifyflow.identity.provider;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys that a provider publishes and keeps those that verify signatures. A key for something else, one that
 * cannot be read or one that is too short is ignored, and stops none of the others.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-4.2">RFC 7517: use and key_ops</a>
 */
final class VerificationKeys implements ResourceRetriever {

    private static final int SHORTEST_RSA = 2048;

    private final ResourceRetriever retriever;

    VerificationKeys(ResourceRetriever retriever) {
        this.retriever = retriever;
    }

    @Override
    public Resource retrieveResource(URL place) throws IOException {
        Resource published = retriever.retrieveResource(place);
        try {
            Map<String, Object>[] keys =
                    JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(published.getContent()), "keys");
            var usable = new JWKSet(
                    Stream.of(keys).flatMap(key -> usable(key).stream()).toList());
            return new Resource(usable.toString(true), published.getContentType());
        } catch (ParseException | NullPointerException notKeys) {
            throw new IOException(place + " has no set of keys: " + notKeys.getMessage(), notKeys);
        }
    }

    private static Optional<JWK> usable(@Nullable Map<String, Object> members) {
        if (members == null) {
            return Optional.empty();
        }
        try {
            JWK key = JWK.parse(members);
            boolean fits = key instanceof AsymmetricJWK
                    && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                    && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY))
                    && (!key.getKeyType().equals(KeyType.RSA) || key.size() >= SHORTEST_RSA);
            return fits ? Optional.of(key.toPublicJWK()) : Optional.empty();
        } catch (ParseException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
