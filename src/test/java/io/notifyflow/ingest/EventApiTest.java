package io.notifyflow.ingest;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class EventApiTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void acceptsAnEventWithEveryMember() {
        HttpResponse<String> response = account.submit(
                """
                {"category":"sale","title":"Big one","description":"A sale","emoji":"🎉",
                 "url":"https://shop.example/orders/7","timestamp":"2026-01-02T03:04:05+01:00",
                 "fields":{"zeta":"last letter first","amount":12.50,"new":true}}
                """);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("status").asText()).isEqualTo("accepted");
        UUID id = UUID.fromString(json(response).path("eventId").asText());
        assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/events/" + id);
        JsonNode event = account.event(id);
        assertThat(event.path("timestamp").asText()).isEqualTo("2026-01-02T02:04:05Z");
        assertThat(event.path("fields").toString())
                .isEqualTo("{\"zeta\":\"last letter first\",\"amount\":12.50,\"new\":true}");
        assertThat(event.path("title").asText()).isEqualTo("Big one");
        assertThat(event.path("emoji").asText()).isEqualTo("🎉");
        assertThat(event.path("url").asText()).isEqualTo("https://shop.example/orders/7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sale", "Sale", "SALE"})
    void findsACategoryWhateverItsCase(String spelling) {
        UUID id = account.accept("{\"category\":\"" + spelling + "\"}");

        assertThat(account.event(id).path("category").asText()).isEqualTo("sale");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{",
                "{\"category\":",
                "{\"category\":\"sale\",}",
                "{\"category\":NaN}",
                "{\"category\":\"sale\"} {}",
                "{\"category\":\"sale\",\"category\":\"bug\"}",
                "{\"category\":\"sale\",\"fields\":{\"a\":1,\"a\":2}}",
                "{'category':'sale'}",
                "{\"category\":\"sale\" /* comment */}",
                "{\"category\":\"sale\",\"title\":\"\\ud83d\"}",
                "{\"category\":\"sale\",\"fields\":{\"a\":1e9999999999}}",
                "{\"category\":1e9999999999}",
                "\t\r\n ",
            })
    void answersMalformedJsonWith400(String body) {
        HttpResponse<String> response = account.submit(body);

        assertProblem(response, 400, "malformed-body");
        assertNothingStored();
    }

    @Test
    void answersBrokenUtf8With400() {
        byte[] body = "{\"category\":\"sale\",\"title\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xFF;
        var request = account.request("/api/v1/events")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();

        assertProblem(send(request), 400, "malformed-body");
    }

    @Test
    void isNotHarmedByDeepNesting() {
        assertProblem(account.submit("[".repeat(60_000)), 422, "invalid-event");
        assertProblem(account.submit("{\"category\":" + "[".repeat(60_000)), 422, "invalid-event");
        assertProblem(account.submit("{\"fields\":{\"a\":" + "{\"x\":".repeat(10_000)), 422, "invalid-event");
        assertProblem(account.submit("[".repeat(100_000)), 413, "body-too-large");
        var batch = account.request("/api/v1/events/batch")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[".repeat(100_000)))
                .build();
        assertProblem(send(batch), 400, "malformed-body");
        account.accept("{\"category\":\"sale\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                         | category",
                "{\"category\":null}                                        | category",
                "{\"category\":7}                                           | category",
                "{\"category\":\"\"}                                        | category",
                "{\"category\":\"a b\"}                                     | category",
                "{\"category\":\"../x\"}                                    | category",
                "{\"category\":\"sale\",\"accountId\":\"x\"}                | accountId",
                "{\"category\":\"sale\",\"plan\":\"pro\"}                   | plan",
                "{\"category\":\"sale\",\"status\":\"delivered\"}           | status",
                "{\"category\":\"sale\",\"fields\":[]}                      | fields",
                "{\"category\":\"sale\",\"fields\":{\"a\":{}}}              | fields.a",
                "{\"category\":\"sale\",\"fields\":{\"a\":[1]}}             | fields.a",
                "{\"category\":\"sale\",\"fields\":{\"a\":null}}            | fields.a",
                "{\"category\":\"sale\",\"fields\":{\"a\":1e999999999}}     | fields.a",
                "{\"category\":\"sale\",\"fields\":{\"\":1}}                | fields",
                "{\"category\":\"sale\",\"title\":\"\\u0000\"}              | title",
                "{\"category\":\"sale\",\"description\":\"a\\u001bb\"}      | description",
                "{\"category\":\"sale\",\"timestamp\":1700000000}           | timestamp",
                "{\"category\":\"sale\",\"timestamp\":\"yesterday\"}        | timestamp",
                "{\"category\":\"sale\",\"timestamp\":\"2026-01-01T00:00\"} | timestamp",
                "{\"category\":\"sale\",\"timestamp\":\"2999-01-01T00:00Z\"}| timestamp",
                "{\"category\":\"sale\",\"url\":\"javascript:alert(1)\"}    | url",
                "{\"category\":\"sale\",\"url\":\"https://u:p@host/\"}      | url",
                "{\"category\":\"sale\",\"url\":\"/relative\"}              | url",
                "{\"category\":\"sale\",\"idempotencyKey\":\"a b\"}         | idempotencyKey",
            })
    void answersAnInvalidMemberWith422AndItsName(String body, String member) {
        HttpResponse<String> response = account.submit(body);

        assertProblem(response, 422, "invalid-event");
        assertThat(json(response).path("errors").findValuesAsText("member")).contains(member);
        assertThat(response.body()).doesNotContain("java.").doesNotContain("notifyflow.ingest");
        assertNothingStored();
    }

    @Test
    void refusesWhatIsLongerThanItsLimit() {
        assertProblem(
                account.submit("{\"category\":\"sale\",\"title\":\"" + "a".repeat(257) + "\"}"), 422, "invalid-event");
        assertProblem(
                account.submit("{\"category\":\"sale\",\"description\":\"" + "a".repeat(8193) + "\"}"),
                422,
                "invalid-event");
        assertProblem(
                account.submit("{\"category\":\"sale\",\"fields\":{\"a\":\"" + "a".repeat(2001) + "\"}}"),
                422,
                "invalid-event");
        account.accept("{\"category\":\"sale\",\"title\":\"" + "a".repeat(256) + "\",\"description\":\""
                + "b".repeat(8192) + "\",\"fields\":{\"a\":\"" + "c".repeat(2000) + "\"}}");
    }

    @Test
    void storesUnusualTextAsItWasSent() {
        String text = "👩‍👩‍👧‍👦 \u202Eright to left\u202C\n<script>alert('x')</script> \\u0022 🇩🇪";
        UUID id = account.accept("{\"category\":\"sale\",\"description\":"
                + com.fasterxml.jackson.databind.node.TextNode.valueOf(text) + "}");

        assertThat(account.event(id).path("description").asText()).isEqualTo(text);
    }

    @Test
    void answersAnUnknownCategoryWith404() {
        assertProblem(account.submit("{\"category\":\"nope\"}"), 404, "unknown-category");
        assertNothingStored();
    }

    @Test
    void findsACategoryThatWasMadeAMomentAgo() {
        assertProblem(account.submit("{\"category\":\"fresh\"}"), 404, "unknown-category");
        account.addCategory("fresh");

        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(
                        account.submit("{\"category\":\"fresh\"}").statusCode())
                .isEqualTo(202));
    }

    private void assertNothingStored() {
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM event WHERE account_id = ?")
                        .param(account.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    static void assertProblem(HttpResponse<String> response, int status, String name) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("type").asText()).isEqualTo("urn:notifyflow:problem:" + name);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("message").asText()).isNotBlank();
    }
}
