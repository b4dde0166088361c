package io.notifyflow.source;

import static io.notifyflow.source.TestSource.fixture;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class ReceiveTest {

    private static final String SALE = "{\"category\":\"sale\",\"title\":\"T\"}";

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void anUnknownKeyAndAnotherTypeAreAnsweredAlike() {
        TestSource source = TestSource.of(account, "json");
        String key = source.key();
        String twisted = key.substring(0, 10) + (key.charAt(10) == 'a' ? 'b' : 'a') + key.substring(11);
        TestSource other = TestSource.of(account, "json");
        TestAccount.send(
                account.request("/api/v1/sources/" + other.id()).DELETE().build());

        List<HttpResponse<String>> refused = List.of(
                post("/in/json/" + twisted),
                post("/in/json/nfs_"),
                post("/in/github/" + key),
                post("/in/nothing/" + key),
                post(other.path()));

        assertThat(refused).allSatisfy(response -> assertProblem(response, 404, "unknown-source"));
        assertThat(refused)
                .extracting(HttpResponse::body)
                .containsOnly(refused.getFirst().body());
        assertThat(events()).isZero();
    }

    private HttpResponse<String> post(String path) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SALE))
                .build());
    }

    @Test
    void aRevokedKeyIsUnknown() {
        TestSource source = TestSource.of(account, "json");
        source.accept(SALE);

        TestAccount.send(
                account.request("/api/v1/sources/" + source.id()).DELETE().build());

        assertProblem(source.post(SALE), 404, "unknown-source");
    }

    @Test
    void aKeyOfASourceOpensNothingElse() {
        TestSource source = TestSource.of(account, "json");

        HttpResponse<String> response =
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/sources"))
                        .header("Authorization", "Bearer " + source.key())
                        .build());

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void aRepeatedDeliveryMakesNoSecondEvent() {
        TestSource source = TestSource.of(account, "github", "\"category\":\"bug\"");
        String[] headers = {"X-GitHub-Event", "push", "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"};

        JsonNode first = source.accept(fixture("github/push"), headers).getFirst();
        JsonNode again = source.accept(fixture("github/push"), headers).getFirst();
        JsonNode ofAnother = TestSource.of(account, "github", "\"category\":\"bug\"")
                .accept(fixture("github/push"), headers)
                .getFirst();

        assertThat(again.path("eventId")).isEqualTo(first.path("eventId"));
        assertThat(ofAnother.path("eventId")).isNotEqualTo(first.path("eventId"));
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void aRepeatedDeliveryIsTheSameEventAlsoUnderAChangedMapping() {
        TestSource source = TestSource.of(account, "json");

        JsonNode first = source.accept(SALE, "Idempotency-Key", "7").getFirst();
        JsonNode again =
                source.accept(SALE.replace("T", "U"), "Idempotency-Key", "7").getFirst();

        assertThat(again.path("eventId")).isEqualTo(first.path("eventId"));
        assertThat(again.path("title").asText()).isEqualTo("T");
    }

    @Test
    void anEventWithoutACategoryOfTheAccountHasTheSources() {
        TestSource with = TestSource.of(account, "github", "\"category\":\"outage\"");
        TestSource without = TestSource.of(account, "github");
        String[] push = {"X-GitHub-Event", "push"};

        assertThat(with.accept(fixture("github/push"), push)
                        .getFirst()
                        .path("category")
                        .asText())
                .isEqualTo("outage");
        assertProblem(without.post(fixture("github/push"), push), 422, "unknown-category");
    }

    @Test
    void theQuotaIsTheAccounts() {
        account = hub.newAccount("one");
        TestSource source = TestSource.of(account, "json");
        source.accept(SALE);

        HttpResponse<String> response = source.post(SALE);

        assertProblem(response, 429, "over-quota");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void ofSeveralEventsEachIsDecidedByItself() {
        account = hub.newAccount("one");
        TestSource source = TestSource.of(account, "json");

        HttpResponse<String> response = source.post("[" + SALE + "," + SALE + ",{\"title\":\"no category\"}]");

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(1);
        assertThat(json(response).path("results").findValuesAsText("status")).containsExactly("202", "429", "422");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "  ", "{\"a\":}", "{} {}", "{\"a\":1e9999999999}", "{\"a\":\"\\udc00\"}"})
    void malformedJsonIsAnsweredWith400(String body) {
        assertProblem(TestSource.of(account, "github").post(body, "X-GitHub-Event", "push"), 400, "malformed-body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"text\"",
                "[[]]",
                "{\"category\":\"sale\",\"fields\":{\"a\":[1]}}",
                "{\"category\":\"sale\",\"x\":1}"
            })
    void whatMakesNoValidEventIsAnsweredWith422(String body) {
        assertProblem(TestSource.of(account, "json").post(body), 422, "invalid-event");
        assertThat(events()).isZero();
    }

    @Test
    void aPayloadThatTheMappingCannotReadIsAnsweredWith422(CapturedOutput output) {
        HttpResponse<String> response = TestSource.of(account, "alertmanager").post("{\"alerts\":7}");

        assertProblem(response, 422, "invalid-event");
        assertThat(json(response).path("message").asText()).contains("mapping").doesNotContain("iterate");
        assertThat(output.getAll()).doesNotContain("nobody foresaw");
    }

    @Test
    void aBodyOfMoreThanAMegabyteIsRefused() {
        TestSource source = TestSource.of(account, "json");
        String filler = "x".repeat(1024 * 1024);

        assertProblem(source.post("{\"category\":\"sale\",\"description\":\"" + filler + "\"}"), 413, "body-too-large");
        source.accept("{\"category\":\"sale\",\"description\":\"" + filler.substring(100) + "\"}");
    }

    @Test
    void whatIsTooLongOrCannotBeShownIsMadeToFit() {
        TestSource source = TestSource.of(account, "json");

        JsonNode event = source.accept("{\"category\":\"sale\",\"title\":\"" + "😀".repeat(300)
                        + "\",\"description\":\"a\\u001bb\\u0085\",\"url\":\"http://my_host:9090/\",\"emoji\":null,"
                        + "\"fields\":{\"a\":null,\"b\":" + TextNode.valueOf("c".repeat(3000)) + "}}")
                .getFirst();

        assertThat(event.path("title").asText()).isEqualTo("😀".repeat(255) + "…");
        assertThat(event.path("description").asText()).isEqualTo("a b ");
        assertThat(event.has("url")).isFalse();
        assertThat(event.at("/fields/b").asText()).hasSize(2000).endsWith("c…");
        assertThat(event.path("fields").has("a")).isFalse();
    }

    @Test
    void anImpossibleTimeAndANameThatIsNoneAreLeftOut() {
        JsonNode event = TestSource.of(account, "json")
                .accept("{\"category\":\"sale\",\"timestamp\":\"2999-01-01T00:00:00Z\",\"fields\":{\" \":1,\"b\":2}}")
                .getFirst();

        assertThat(event.path("timestamp").asText()).doesNotStartWith("2999");
        assertThat(event.path("fields").toString()).isEqualTo("{\"b\":2}");
    }

    @Test
    void howManyFieldsWereLeftOutIsSaid() {
        String fields =
                IntStream.range(0, 60).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(","));

        JsonNode event = TestSource.of(account, "json")
                .accept("{\"category\":\"sale\",\"fields\":{" + fields + "}}")
                .getFirst();

        assertThat(event.path("fields")).hasSize(50);
        assertThat(event.at("/fields/f48").asInt()).isEqualTo(48);
        assertThat(event.at("/fields/…").asText()).isEqualTo("11 more");
    }

    @Test
    void aTypeWhoseRouteIsGoneAnswers503() {
        UUID id = TestSource.of(account, "json").id();
        TestSource source = TestSource.of(account, "json");
        hub.jdbc()
                .sql("UPDATE source SET type = 'gone' WHERE id = ?")
                .param(source.id())
                .update();

        HttpResponse<String> response = post(source.path().replace("/json/", "/gone/"));

        assertThat(id).isNotEqualTo(source.id());
        assertProblem(response, 503, "unavailable");
        assertThat(json(response).path("message").asText()).contains("routes/sources/gone.camel.yaml");
    }

    @Test
    void keyAndSecretStandInNoLogAnswerMetricOrRow(CapturedOutput output) {
        TestSource source =
                TestSource.of(account, "gitlab", "\"secret\":\"pssst-it-is-secret\"", "\"category\":\"bug\"");
        String key = source.key();

        source.accept(fixture("gitlab/push"), "X-Gitlab-Token", "pssst-it-is-secret");
        var answers = List.of(
                source.post(fixture("gitlab/push"), "X-Gitlab-Token", "wrong").body(),
                source.post("{", "X-Gitlab-Token", "pssst-it-is-secret").body(),
                source.post("[7]", "X-Gitlab-Token", "pssst-it-is-secret").body(),
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(source.path()))
                                .build())
                        .body(),
                TestAccount.send(account.request("/api/v1/sources").build()).body(),
                TestAccount.send(HttpRequest.newBuilder(URI.create(hub.address() + "/actuator/prometheus"))
                                .build())
                        .body(),
                camel.getEndpoints().toString(),
                output.getAll(),
                hub.jdbc()
                        .sql("SELECT s::text || encode(secret, 'escape') FROM source s WHERE secret IS NOT NULL")
                        .query(String.class)
                        .list()
                        .toString(),
                hub.jdbc()
                        .sql("SELECT string_agg(i::text, ' ') FROM idempotency i")
                        .query(String.class)
                        .single());

        assertThat(output.getAll()).contains(source.id().toString());
        assertThat(answers)
                .allSatisfy(text -> assertThat(text).isNotEmpty())
                .noneSatisfy(text -> assertThat(text.toLowerCase(Locale.ROOT)).contains(key.toLowerCase(Locale.ROOT)))
                .noneSatisfy(text -> assertThat(text).contains("pssst-it-is-secret"));
    }

    private long events() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }

    static void assertProblem(HttpResponse<String> response, int status, String name) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:" + name);
    }
}
