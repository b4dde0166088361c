package io.notifyflow.gateway;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawConnection;
import io.notifyflow.testing.TestAccount;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class PublicPortTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic dXNlcjpwYXNz", "bearer nfk_unknown"})
    void refusesARequestWithoutAValidKey(String authorization) {
        var request = HttpRequest.newBuilder(hub.address().resolve("/api/v1/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENT));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }

        HttpResponse<String> response = send(request.build());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:unauthorized");
    }

    @Test
    void refusesAKeyInTheQuery() {
        var request = HttpRequest.newBuilder(hub.address().resolve("/api/v1/events?key=" + account.key()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENT))
                .build();

        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoked_at = now()", "expires_at = now() - interval '1 second'"})
    void refusesAKeyThatIsRevokedOrExpired(String change) {
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(202);

        hub.jdbc()
                .sql("UPDATE api_key SET " + change + " WHERE account_id = ?")
                .param(account.id())
                .update();

        Awaitility.await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(
                        account.submit(EVENT).statusCode())
                .isEqualTo(401));
    }

    @Test
    void refusesABodyThatIsTooLargeBeforeItIsRead() {
        String large = "{\"category\":\"sale\",\"description\":\"" + "a".repeat(70_000) + "\"}";

        assertThat(account.submit(large).statusCode()).isEqualTo(413);
        assertThat(send(chunked("/api/v1/events", large.getBytes())).statusCode())
                .isEqualTo(413);
        assertThat(send(chunked("/api/v1/events/batch", new byte[5_000_000])).statusCode())
                .isEqualTo(413);
    }

    private HttpRequest chunked(String path, byte[] body) {
        return account.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
    }

    @Test
    void refusesACompressedBody() {
        HttpResponse<String> response = account.submit(EVENT, "Content-Encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("identity");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/events, text/plain, 415",
        "POST, /api/v1/events, application/x-www-form-urlencoded, 415",
        "POST, /api/v1/events, application/x-ndjson, 415",
        "POST, /api/v1/events/batch, text/csv, 415",
        "PATCH, /api/v1/events, application/json, 405",
        "PUT, /api/v1/events, application/json, 405",
        "DELETE, /api/v1/events/0190a0a0-0000-7000-8000-000000000000, application/json, 405",
        "POST, /api/v1/nothing, application/json, 404",
    })
    void answersWhatNoRouteTakes(String method, String path, String contentType, int status) {
        var request = account.request(path)
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(EVENT))
                .build();

        HttpResponse<String> response = send(request);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 405) {
            assertThat(response.headers().firstValue("Allow").orElse("")).isNotBlank();
        }
    }

    @Test
    void sendsNothingOfTheRequestBack() {
        HttpResponse<String> response =
                account.submit(EVENT, "X-Custom", "echo me not", "Prefer", "wait=0", "Cookie", "session=secret");

        assertThat(response.headers().map().keySet())
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .containsExactlyInAnyOrder(
                        "content-type", "content-length", "location", "x-content-type-options", "cache-control");
    }

    @Test
    void letsNoClientSetAHeaderThatCamelTrusts() {
        HttpResponse<String> response = account.submit(
                EVENT,
                "CamelVertxPlatformHttpAuthenticatedUser",
                "someone else",
                "CamelHttpResponseCode",
                "299",
                "CamelHttpUri",
                "http://127.0.0.1:1/");

        assertThat(response.statusCode()).isEqualTo(202);
    }

    @Test
    void showsNoEventOfAnotherAccount() {
        UUID event = account.accept(EVENT);
        TestAccount other = hub.newAccount();

        HttpResponse<String> foreign =
                send(other.request("/api/v1/events/" + event).GET().build());
        HttpResponse<String> missing =
                send(other.request("/api/v1/events/" + UUID.randomUUID()).GET().build());

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(missing.body());
    }

    @ParameterizedTest
    @CsvSource({
        "/livez, 200",
        "/readyz, 200",
        "/actuator/health, 200",
        "/actuator/prometheus, 200",
        "/actuator/env, 404",
        "/actuator/heapdump, 404",
        "/no/such/page, 404",
        "/sandbox, 200",
    })
    void passesOnWhatNoRouteOwns(String path, int status) {
        HttpResponse<String> response = send(get(path));

        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"email=%c0%af", "email=%ed%a0%80&password=x", "password=%fe", "email=%zz", "email=%4"})
    void refusesAPagesFormThatIsNoText(String form) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(hub.address().resolve("/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(BodyPublishers.ofString(form))
                .build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid-parameter", "The form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%c0%af", "%ed%a0%80", "%ff", "100%"})
    void refusesAPagesQueryThatIsNoText(String value) {
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection.send("GET /sign-in?x=" + value + " HTTP/1.1\r\nHost: hub\r\n\r\n");

            assertThat(connection.statuses(1)).containsExactly(400);
            assertThat(connection.text()).contains("invalid-parameter", "The query");
        }
    }

    @Test
    void countsUnderNotifyflowNames() {
        account.submit(EVENT);
        account.submit("{}");

        String metrics = send(get("/actuator/prometheus")).body();

        assertThat(metrics)
                .contains("notifyflow_events_accepted_total")
                .contains("notifyflow_requests_refused_total{reason=\"invalid-event\"}")
                .contains("notifyflow_accept_seconds_bucket")
                .contains("notifyflow_queue_depth_deliveries")
                .contains("notifyflow_queue_age_seconds")
                .contains("camel_exchanges_total");
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(hub.address() + path)).build();
    }
}
