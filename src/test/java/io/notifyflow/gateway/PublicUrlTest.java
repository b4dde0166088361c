package io.notifyflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.RawHttp;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a hub does that people reach by an https address. */
@ProviderHubTest
class PublicUrlTest {

    @Autowired
    private Hub hub;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/account",
                "POST /api/v1/events",
                "GET /webhooks/none",
                "GET /in/github/none",
                "GET /livez",
                "GET /sandbox",
                "GET /no/such/page",
                "GET /openapi.yaml"
            })
    void everyAnswerDemandsEncryption(String request) {
        String answer = RawHttp.send(hub.address(), request + " HTTP/1.1", "Content-Length: 0");

        assertThat(answer).containsOnlyOnce("strict-transport-security: max-age=31536000");
    }

    @Test
    void aPageDemandsEncryptionOnce() {
        assertThat(RawHttp.send(hub.address(), "GET /sign-in HTTP/1.1", "X-Forwarded-Proto: https"))
                .containsOnlyOnce("strict-transport-security: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/prometheus",
                "/actuator/info",
                "/actuator",
                "/actuator/",
                "/%61ctuator/prometheus",
                "/x/../actuator/prometheus",
                "/actuator/health/../prometheus",
                "/actuator/./prometheus"
            })
    void showsNoMetricsToStrangers(String path) {
        URI throughTheProxy = URI.create("http://127.0.0.1:" + hub.address().getPort());

        assertThat(RawHttp.send(throughTheProxy, "GET " + path + " HTTP/1.1", "X-Forwarded-For: 203.0.113.7"))
                .contains("Metrics are for the hub's own network");
    }

    @Test
    void showsMetricsToAScraperOfItsOwnNetworkAndHealthToAll() {
        // Spring Boot leaves the registry of Prometheus out of this test.
        assertThat(RawHttp.send(hub.address(), "GET /actuator/info HTTP/1.1")).contains("HTTP/1.1 200");
        assertThat(RawHttp.send(hub.address(), "GET /actuator/health HTTP/1.1", "X-Forwarded-For: 203.0.113.7"))
                .contains("HTTP/1.1 200");
    }
}
