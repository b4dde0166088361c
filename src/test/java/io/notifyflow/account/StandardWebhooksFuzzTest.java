package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StandardWebhooksFuzzTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final String TIME = Long.toString(NOW.getEpochSecond());

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMinLength(1).ofMaxLength(40),
                Arbitraries.strings().ascii().ofMaxLength(40).map(text -> "whsec_" + text));
    }

    @Provide
    Arbitrary<String> times() {
        return Arbitraries.oneOf(
                Arbitraries.just(TIME),
                Arbitraries.longs().map(Object::toString),
                Arbitraries.strings().numeric().ofMaxLength(40),
                Arbitraries.strings().all().ofMaxLength(20));
    }

    @Property
    void nothingButTheSignatureIsTaken(
            @ForAll("secrets") String secret,
            @ForAll String id,
            @ForAll("times") String time,
            @ForAll String signatures,
            @ForAll byte[] body) {
        assertThat(StandardWebhooks.valid(secret, id, time, signatures, body, NOW))
                .isFalse();
    }

    @Property
    void theSignatureIsTakenAmongOthersWhateverIsSigned(
            @ForAll("secrets") String secret, @ForAll String id, @ForAll byte[] body, @ForAll String other) {
        String signatures = other + " " + StandardWebhooks.sign(secret, id, TIME, body);

        assertThat(StandardWebhooks.valid(secret, id, TIME, signatures, body, NOW))
                .isEqualTo(!id.isEmpty());
    }

    @Property
    void whateverIsEncryptedIsReadAgain(@ForAll @From("secrets") String secret) {
        var cipher = new SecretCipher(new byte[SecretCipher.KEY_BYTES]);
        byte[] known = secret.getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(cipher.decrypt(cipher.encrypt(secret)).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(known);
    }

    @Property
    void whatWasNotEncryptedIsRefused(@ForAll byte[] value) {
        var cipher = new SecretCipher(new byte[SecretCipher.KEY_BYTES]);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> cipher.decrypt(value)))
                .isInstanceOf(IllegalStateException.class);
    }
}
