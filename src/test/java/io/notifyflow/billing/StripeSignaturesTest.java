package io.notifyflow.billing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.notifyflow.event.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSignaturesTest {

    /** {@code printf '%s' '1790000000.{"id":"evt_1","type":"invoice.paid"}' | openssl dgst -sha256 -hmac whsec_vector} */
    private static final String MADE_BY_OPENSSL =
            "t=1790000000,v1=20907017519989efbdfb48668cc0f11f250cec11db60f4577209e011eb93d768";

    private static final Instant SIGNED_AT = Instant.ofEpochSecond(1_790_000_000L);
    private static final byte[] BODY = "{\"id\":\"evt_1\",\"type\":\"invoice.paid\"}".getBytes(StandardCharsets.UTF_8);

    private static StripeSignatures at(Instant now) {
        StripeSettings settings = StripeSettingsTest.of("webhook-secrets", "whsec_other,whsec_vector");
        return new StripeSignatures(settings, Clock.fixed(now, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, -1, 0, 1, 300})
    void acceptsWhatOpensslSigned(int seconds) {
        assertThatCode(() -> at(SIGNED_AT.plusSeconds(seconds)).require(MADE_BY_OPENSSL, BODY))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-315_360_000, -3600, -301, 301, 3600})
    void refusesBothThePastAndTheFuture(int seconds) {
        assertThatThrownBy(() -> at(SIGNED_AT.plusSeconds(seconds)).require(MADE_BY_OPENSSL, BODY))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("300 seconds");
    }

    @Test
    void refusesAnotherBody() {
        byte[] other = BODY.clone();
        other[BODY.length - 1] ^= 1;

        assertThatThrownBy(() -> at(SIGNED_AT.plus(Duration.ofSeconds(1))).require(MADE_BY_OPENSSL, other))
                .isInstanceOf(InvalidRequest.class);
    }
}
