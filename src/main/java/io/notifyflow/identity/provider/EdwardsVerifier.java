package io.notifyflow.identity.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/** Verifies EdDSA with Java's own implementation; Nimbus needs another library for it. */
final class EdwardsVerifier implements JWSVerifier {

    /** What is before the key in its X.509 form, RFC 8410. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] ED448 = HexFormat.of().parseHex("3043300506032b6571033a00");

    private final EdECPublicKey key;
    private final JCAContext context = new JCAContext();

    private EdwardsVerifier(EdECPublicKey key) {
        this.key = key;
    }

    /** Verifiers of all algorithms that are allowed. */
    static final class Factory implements JWSVerifierFactory {

        private final DefaultJWSVerifierFactory others = new DefaultJWSVerifierFactory();

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            return key instanceof EdECPublicKey edwards && SignatureAlgorithms.edwards(header.getAlgorithm())
                    ? new EdwardsVerifier(edwards)
                    : others.createJWSVerifier(header, key);
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return SignatureAlgorithms.ALLOWED;
        }

        @Override
        public JCAContext getJCAContext() {
            return others.getJCAContext();
        }
    }

    static PublicKey key(OctetKeyPair pair) throws JOSEException {
        byte[] head = pair.getCurve().equals(Curve.Ed25519) ? ED25519 : ED448;
        byte[] point = pair.getX().decode();
        byte[] encoded = new byte[head.length + point.length];
        System.arraycopy(head, 0, encoded, 0, head.length);
        System.arraycopy(point, 0, encoded, head.length, point.length);
        try {
            return KeyFactory.getInstance("EdDSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException notAKey) {
            throw new JOSEException(notAKey.getMessage(), notAKey);
        }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature) throws JOSEException {
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            // None is understood here.
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("EdDSA");
            verifier.initVerify(key);
            verifier.update(input);
            return verifier.verify(signature.decode());
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return SignatureAlgorithms.ALLOWED;
    }

    @Override
    public JCAContext getJCAContext() {
        return context;
    }
}
