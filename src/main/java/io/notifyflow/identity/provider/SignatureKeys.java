package io.notifyflow.identity.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Selects the published keys that may have made a signature, if its algorithm is announced and allowed. */
final class SignatureKeys implements JWSKeySelector<SecurityContext> {

    private final JWKSource<SecurityContext> source;
    private final Set<JWSAlgorithm> algorithms;
    private final String setting;

    /**
     * @param algorithms announced and allowed
     * @param setting    which allows algorithms, for messages
     */
    SignatureKeys(JWKSource<SecurityContext> source, Set<JWSAlgorithm> algorithms, String setting) {
        this.source = source;
        this.algorithms = algorithms;
        this.setting = setting;
    }

    @Override
    public List<Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
        JWSAlgorithm algorithm = header.getAlgorithm();
        if (!algorithms.contains(algorithm)) {
            throw new KeySourceException("algorithm: the token is signed with " + LogText.of(algorithm.getName())
                    + "; the provider announces and " + setting + " allows "
                    + SignatureAlgorithms.names(algorithms));
        }
        List<JWK> matching = source.get(new JWKSelector(matcher(header, algorithm)), context);
        if (matching.isEmpty()) {
            throw new KeySourceException("key: the provider publishes no key " + LogText.of(header.getKeyID()) + " for "
                    + algorithm.getName() + " with a use or key_ops that lets it verify signatures");
        }
        var keys = new ArrayList<Key>();
        for (JWK key : matching) {
            keys.add(javaKey(key));
        }
        return keys;
    }

    private static JWKMatcher matcher(JWSHeader header, JWSAlgorithm algorithm) {
        JWKMatcher.Builder builder = new JWKMatcher.Builder()
                .keyType(SignatureAlgorithms.keyType(algorithm))
                .algorithms(algorithm, SignatureAlgorithms.edwards(algorithm) ? JWSAlgorithm.EdDSA : algorithm, null);
        if (header.getKeyID() != null) {
            builder.keyID(header.getKeyID());
        }
        Set<Curve> curves = SignatureAlgorithms.curves(algorithm);
        return curves == null ? builder.build() : builder.curves(curves).build();
    }

    private static Key javaKey(JWK key) throws KeySourceException {
        try {
            return key instanceof OctetKeyPair pair ? EdwardsVerifier.key(pair) : ((AsymmetricJWK) key).toPublicKey();
        } catch (JOSEException unusable) {
            throw new KeySourceException("A key of the provider cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
