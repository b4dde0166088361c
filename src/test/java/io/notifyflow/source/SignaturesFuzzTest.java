package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.notifyflow.event.InvalidRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in the headers, it is refused as the API refuses, unless it was signed. */
class SignaturesFuzzTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Signatures SIGNATURES = new Signatures(Clock.fixed(NOW, ZoneOffset.UTC));

    @Provide
    Arbitrary<String> secrets() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMinLength(1).ofMaxLength(40),
                Arbitraries.strings().ascii().ofMaxLength(40).map(text -> "whsec_" + text));
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(60);
        Arbitrary<String> times = Arbitraries.oneOf(
                Arbitraries.longs().map(Object::toString),
                Arbitraries.just(Long.toString(NOW.getEpochSecond())),
                Arbitraries.strings().numeric().ofMaxLength(40));
        Arbitrary<String> words = Arbitraries.of("t=", "v1=", "v1,", "sha256=", "Bearer ", ",", " ", "=", "\"");
        return Arbitraries.oneOf(texts, times, words).list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    @Property
    void refusesWhatWasNotSigned(
            @ForAll("secrets") String secret,
            @ForAll("values") String signature,
            @ForAll("values") String time,
            @ForAll("values") String id,
            @ForAll byte[] body) {
        var settings = JsonNodeFactory.instance.objectNode().put("timestampHeader", "x-time");
        var source = new Source(UUID.randomUUID(), UUID.randomUUID(), "any", "any", null, "not " + secret, settings);
        var request = new ReceivedRequest(
                source,
                Map.of(
                        "x-hub-signature-256", signature,
                        "stripe-signature", signature,
                        "webhook-signature", signature,
                        "webhook-id", id,
                        "webhook-timestamp", time,
                        "x-grafana-alerting-signature", signature,
                        "x-time", time,
                        "authorization", signature),
                Map.of(),
                body);

        refused(() -> SIGNATURES.hmac(request, "X-Hub-Signature-256", "sha256="));
        refused(() -> SIGNATURES.stripe(request));
        refused(() -> SIGNATURES.standard(request));
        refused(() -> SIGNATURES.grafana(request));
        refused(() -> SIGNATURES.token(request, "Authorization"));
    }

    @Property
    void takesEverySecretThatASourceMayHave(@ForAll("secrets") String secret, @ForAll("values") String time) {
        var settings = JsonNodeFactory.instance.objectNode();
        var source = new Source(UUID.randomUUID(), UUID.randomUUID(), "any", "any", null, secret, settings);
        var request = new ReceivedRequest(
                source,
                Map.of("webhook-id", "1", "webhook-timestamp", time, "webhook-signature", "v1,no"),
                Map.of(),
                new byte[0]);

        refused(() -> SIGNATURES.standard(request));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOf(InvalidRequest.class);
    }
}
