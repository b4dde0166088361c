package io.notifyflow.source.signature;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemes that the setting {@code signature} of a source can name, and the settings that go with each. */
public enum SignatureScheme {
    STANDARD("standard", "", Set.of()),
    STRIPE("stripe", "", Set.of(SignatureSettings.HEADER)),
    HMAC_SHA256("hmac-sha256", "HmacSHA256", SignatureSettings.OF_HMAC),
    /** For senders that know no other; SHA-1 is weak, though no forgery of its HMAC is known. */
    HMAC_SHA1("hmac-sha1", "HmacSHA1", SignatureSettings.OF_HMAC),
    HMAC_SHA512("hmac-sha512", "HmacSHA512", SignatureSettings.OF_HMAC),
    /** The secret itself is sent in a header. */
    TOKEN("token", "", Set.of(SignatureSettings.HEADER, SignatureSettings.PREFIX)),
    /** The secret is the password of Basic authentication. */
    BASIC("basic", "", Set.of(SignatureSettings.USER)),
    /** Nothing is checked. */
    NONE("none", "", Set.of());

    private final String text;
    private final String algorithm;
    private final Set<String> settings;

    SignatureScheme(String text, String algorithm, Set<String> settings) {
        this.text = text;
        this.algorithm = algorithm;
        this.settings = settings;
    }

    static Optional<SignatureScheme> named(String text) {
        return Stream.of(values()).filter(scheme -> scheme.text.equals(text)).findFirst();
    }

    /** The names of all, with commas between them. */
    static String names() {
        return Stream.of(values()).map(SignatureScheme::text).collect(Collectors.joining(", "));
    }

    public String text() {
        return text;
    }

    boolean isHmac() {
        return !algorithm.isEmpty();
    }

    /** Whether a request without a body can prove who sent it. */
    public boolean worksWithoutBody() {
        return List.of(TOKEN, BASIC, NONE).contains(this);
    }

    String algorithm() {
        return algorithm;
    }

    Set<String> settings() {
        return settings;
    }
}
