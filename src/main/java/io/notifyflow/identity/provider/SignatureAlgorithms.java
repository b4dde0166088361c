package io.notifyflow.identity.provider;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyType;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The algorithms that a provider's signatures may have: those with a public key, and never {@code none}. */
final class SignatureAlgorithms {

    /** RFC 9864 names the curve; EdDSA leaves it to the key. */
    private static final JWSAlgorithm ED25519 = new JWSAlgorithm("Ed25519");

    private static final JWSAlgorithm ED448 = new JWSAlgorithm("Ed448");

    private static final Map<JWSAlgorithm, Set<Curve>> CURVES = Map.of(
            JWSAlgorithm.ES256,
            Set.of(Curve.P_256),
            JWSAlgorithm.ES384,
            Set.of(Curve.P_384),
            JWSAlgorithm.ES512,
            Set.of(Curve.P_521),
            JWSAlgorithm.EdDSA,
            Set.of(Curve.Ed25519, Curve.Ed448),
            ED25519,
            Set.of(Curve.Ed25519),
            ED448,
            Set.of(Curve.Ed448));

    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);

    static final Set<JWSAlgorithm> ALLOWED =
            Stream.concat(RSA.stream(), CURVES.keySet().stream()).collect(Collectors.toUnmodifiableSet());

    private SignatureAlgorithms() {}

    /** The curves of keys for an algorithm; null for RSA. */
    static @Nullable Set<Curve> curves(JWSAlgorithm algorithm) {
        return CURVES.get(algorithm);
    }

    static KeyType keyType(JWSAlgorithm algorithm) {
        return RSA.contains(algorithm) ? KeyType.RSA : edwards(algorithm) ? KeyType.OKP : KeyType.EC;
    }

    static boolean edwards(JWSAlgorithm algorithm) {
        return algorithm.equals(JWSAlgorithm.EdDSA) || algorithm.equals(ED25519) || algorithm.equals(ED448);
    }

    /** What a provider announces, as far as it is allowed; RS256 where it announces nothing, which every one has. */
    static Set<JWSAlgorithm> announced(@Nullable Object metadata, Set<JWSAlgorithm> allowed) {
        Collection<?> names = metadata instanceof Collection<?> list ? list : Set.of(JWSAlgorithm.RS256.getName());
        return names.stream()
                .map(name -> JWSAlgorithm.parse(String.valueOf(name)))
                .filter(allowed::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** For messages. */
    static String names(Collection<JWSAlgorithm> algorithms) {
        return algorithms.isEmpty()
                ? "none"
                : algorithms.stream().map(JWSAlgorithm::getName).sorted().collect(Collectors.joining(", "));
    }
}
