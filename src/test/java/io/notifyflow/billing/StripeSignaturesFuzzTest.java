package io.notifyflow.billing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.event.InvalidRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StripeSignaturesFuzzTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final StripeSignatures SIGNATURES = new StripeSignatures(
            StripeSettingsTest.of("webhook-secrets", "whsec_other,whsec_vector"), Clock.fixed(NOW, ZoneOffset.UTC));

    @Provide
    Arbitrary<String> headers() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of("t=", "v1=", "v0=", ",", "=", " ", "t=" + NOW.getEpochSecond()),
                Arbitraries.longs().map(Object::toString),
                Arbitraries.strings().withCharRange('0', 'f').ofMaxLength(64),
                Arbitraries.strings().all().ofMaxLength(20));
        return piece.list().ofMaxSize(30).map(parts -> String.join("", parts));
    }

    @Property
    void refusesEveryHeaderThatStripeDidNotMake(@ForAll("headers") String header, @ForAll byte[] body) {
        assertThatThrownBy(() -> SIGNATURES.require(header, body)).isInstanceOf(InvalidRequest.class);
    }
}
