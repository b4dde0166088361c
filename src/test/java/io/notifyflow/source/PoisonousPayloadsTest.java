package io.notifyflow.source;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What parsers choke on, sent to a source of each type. */
@HubTest
class PoisonousPayloadsTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private HttpResponse<String> post(TestSource source, byte[] body, String contentType) {
        return send(HttpRequest.newBuilder(account.address().resolve(source.path()))
                .header("Content-Type", contentType)
                .header("X-GitHub-Event", "push")
                .header("Sentry-Hook-Resource", "issue")
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/x")
                .header("ce-type", "a.sale")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpResponse<String> post(TestSource source, String body) {
        return post(source, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static void requireMalformed(HttpResponse<String> response, String asked) {
        assertThat(response.statusCode()).as(asked + " " + response.body()).isEqualTo(400);
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:malformed-body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "cloudevents", "github", "gitlab", "grafana", "alertmanager", "stripe", "sentry"})
    void isRefusedWithItsPlaceByEachType(String type) {
        TestSource source = TestSource.of(account, type);
        for (String number : List.of("1e9999999999", "-1E-9999999999", "1e999999999", "1e301", "9".repeat(401))) {
            HttpResponse<String> response = post(source, "{\"alerts\":[{\"values\":{\"a\":" + number + "}}]}");
            requireMalformed(response, number);
            assertThat(response.body()).contains("line 1, column 27").contains("alerts[0].values.a");
            requireMalformed(post(source, number), number);
        }
        for (String escape : List.of("\\ud800", "\\udc00\\ud800", "\\ud83dx")) {
            requireMalformed(post(source, "{\"title\":\"" + escape + "\"}"), escape);
        }
        for (String hex : List.of("C0AF", "EDA080", "F4908080", "FF", "E282")) {
            byte[] body = "{\"title\":\"????\"}".getBytes(StandardCharsets.UTF_8);
            byte[] wrong = HexFormat.of().parseHex(hex);
            System.arraycopy(wrong, 0, body, 10, wrong.length);
            requireMalformed(post(source, body, "application/json"), hex);
        }
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            byte[] body = "{\"category\":\"sale\"}".getBytes(Charset.forName(charset));
            requireMalformed(post(source, body, "application/json"), charset);
            assertThat(post(source, body, "application/json; charset=" + charset)
                            .body())
                    .as(charset)
                    .doesNotContain("malformed-body");
        }
        for (String blank : List.of(" ", "\r\n\t ", "\uFEFF", "\uFEFF ")) {
            requireMalformed(post(source, blank), "blank");
            requireMalformed(post(source, blank.strip() + " ", "text/plain"), "blank text");
        }
        assertThat(post(source, "{\"a\":\"\\u0000\",\"b\\u0000\":[\"\\u0000\"]}")
                        .statusCode())
                .isLessThan(500);
    }

    private HttpResponse<String> post(TestSource source, String body, String contentType) {
        return post(source, body.getBytes(StandardCharsets.UTF_8), contentType);
    }

    @Test
    void jsonInAFormIsReadAsStrictly() {
        TestSource source = TestSource.of(account, "github");
        String form = "application/x-www-form-urlencoded";
        for (String payload : List.of("{\"a\":1e9999999999}", "{\"a\":\"\\ud800\"}", "{", "")) {
            requireMalformed(
                    post(source, "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8), form), payload);
        }
        requireMalformed(post(source, "payload=%C0%AF", form), "overlong");
        requireMalformed(post(source, "payload=%zz", form), "malformed");
        HttpResponse<String> ignored = post(source, "payload=%7B%7D", form);
        assertThat(ignored.statusCode()).as(ignored.body()).isEqualTo(200);
    }

    @Test
    void theCharacterZeroBecomesABlank() {
        JsonNode event = TestSource.of(account, "json")
                .accept(
                        "{\"category\":\"sale\",\"title\":\"a\\u0000b\",\"fields\":{\"n\\u0000\":\"\\u0000\",\"m\":\"x\\u0000\"},"
                                + "\"idempotencyKey\":\"k\\u0000\"}")
                .getFirst();

        assertThat(event.path("title").asText()).isEqualTo("a b");
        assertThat(event.at("/fields/m").asText()).isEqualTo("x ");
    }

    @Test
    void oneBadElementIsRefusedAlone() {
        HttpResponse<String> events = TestSource.of(account, "json")
                .post("[{\"category\":\"sale\"},7,[{\"category\":\"sale\"}],null,\"x\",{\"category\":\"sale\",\"x\":1},"
                        + "{\"category\":[]},{\"category\":\"bug\"}]");
        assertThat(events.statusCode()).as(events.body()).isEqualTo(207);
        assertThat(json(events).path("results").findValuesAsText("status"))
                .containsExactly("202", "422", "422", "422", "422", "422", "422", "202");

        String good = "{\"status\":\"firing\",\"labels\":{\"alertname\":\"Disk\"},\"annotations\":{},"
                + "\"startsAt\":\"2026-01-01T00:00:00Z\",\"fingerprint\":\"f\",\"generatorURL\":\"\"}";
        for (String type : List.of("alertmanager", "grafana")) {
            HttpResponse<String> alerts = TestSource.of(account, type, "\"category\":\"bug\"")
                    .post("{\"alerts\":[" + good + ",7,[1],{\"status\":7},{\"status\":\"firing\",\"labels\":\"x\"},"
                            + good.replace("\"f\"", "\"g\"") + "]}");
            assertThat(alerts.statusCode()).as(alerts.body()).isEqualTo(207);
            assertThat(json(alerts).path("results").findValuesAsText("status"))
                    .containsExactly("202", "422", "422", "422", "422", "202");
            assertThat(alerts.body()).doesNotContain("Cannot");
        }
    }

    @Test
    void alertsWithoutAFingerprintAreNotTakenForOne() {
        String alert = "{\"status\":\"firing\",\"labels\":{\"alertname\":\"A\"},\"annotations\":{},"
                + "\"startsAt\":\"2026-01-01T00:00:00Z\"}";
        assertThat(TestSource.of(account, "alertmanager", "\"category\":\"bug\"")
                        .accept("{\"alerts\":[" + alert + "," + alert + "]}"))
                .extracting(event -> event.path("eventId").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void aNumberThatNoFieldMayHaveBecomesAText() {
        JsonNode event = TestSource.of(account, "json")
                .accept("{\"category\":\"sale\",\"fields\":{\"long\":" + "1".repeat(50)
                        + ",\"small\":1e-299,\"ok\":1.50}}")
                .getFirst();

        assertThat(event.at("/fields/long").asText()).isEqualTo("1".repeat(50));
        assertThat(event.at("/fields/long").isTextual()).isTrue();
        assertThat(event.at("/fields/ok").toString()).isEqualTo("1.50");
    }
}
