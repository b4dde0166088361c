package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeaderFilterTest {

    private final RequestHeaderFilter filter = new RequestHeaderFilter();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELHTTPURI",
                "cAmElBeanMethodName",
                "CamelJdbcParameters",
                "org.apache.camel.Foo",
                "mail.smtp.host",
                "MAIL.SMTP.HOST",
                "mail.smtps.ssl.trust",
                "kafka.OVERRIDE_TOPIC",
                "Kafka.override_topic",
                "jdbc.x",
                "Long-Running-Action",
                "long-running-action",
                "Authorization",
                "Cookie",
                "Proxy-Authorization"
            })
    void letsNoHeaderInThatAComponentReads(String name) {
        assertThat(filter.applyFilterToExternalHeaders(name, "value", exchange)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "Idempotency-Key", "webhook-signature", "X-GitHub-Event", "ce-id"})
    void letsOtherHeadersIn(String name) {
        assertThat(filter.applyFilterToExternalHeaders(name, "value", exchange)).isFalse();
    }

    /** What is called was parsed as a URI before it became a header of Camel's. */
    @Test
    void aUriHoldsNoPlaceholder() {
        assertThatThrownBy(() -> URI.create("https://receiver.example/{{env:HOME}}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> URI.create("https://receiver.example/?a={{env:HOME}}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
