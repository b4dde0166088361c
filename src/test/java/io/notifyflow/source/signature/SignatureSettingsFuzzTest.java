package io.notifyflow.source.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem.InvalidMember;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the settings are, what is saved can be checked, and nothing is believed that was not signed. */
class SignatureSettingsFuzzTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    @Provide
    Arbitrary<Map<String, String>> settings() {
        Arbitrary<String> names = Arbitraries.of(
                "signature",
                "signatureHeader",
                "signaturePrefix",
                "signatureEncoding",
                "timestampHeader",
                "signedContent",
                "user",
                "title");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "hmac-sha256",
                        "hmac-sha1",
                        "hmac-sha512",
                        "token",
                        "basic",
                        "stripe",
                        "standard",
                        "none",
                        "hex",
                        "base64",
                        "X-Sign",
                        "x-time",
                        "sha256=",
                        "{body}",
                        "{timestamp}.{body}",
                        "{header:X-Id}{body}",
                        "hub"),
                Arbitraries.strings().all().ofMaxLength(20));
        return Arbitraries.maps(names, values).ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> sent() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().all().ofMaxLength(40),
                        Arbitraries.of("sha256=", ",", "=", "Basic ", "Bearer ", "aHVi", "00", "1777636800", "-1", "T"))
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Property
    void whatIsSavedIsUsable(
            @ForAll("settings") Map<String, String> chosen,
            @ForAll("sent") String signature,
            @ForAll("sent") String time,
            @ForAll byte[] body) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        chosen.forEach(settings::put);
        var errors = new ArrayList<InvalidMember>();
        SignatureSettings.check(settings, true, errors);
        if (errors.isEmpty() && SignatureSettings.in(settings)) {
            SignatureSettings read = SignatureSettings.of(settings);
            var proof = new SecretProof(
                    read, Map.of("x-sign", signature, "authorization", signature, "x-time", time, "x-id", "1"));
            if (read.scheme().isHmac()) {
                assertThat(proof.signed("a secret that nobody knows", body, NOW))
                        .isFalse();
            }
            assertThat(proof.hasToken("a secret that nobody knows")).isFalse();
            assertThat(proof.hasPassword("a secret that nobody knows")).isFalse();
        }
        assertThat(SignatureSettings.without(settings).has("signature")).isFalse();
    }
}
