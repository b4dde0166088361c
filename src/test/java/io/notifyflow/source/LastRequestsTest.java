package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.source.TestSource.fixture;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.account.AccountClosed;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

@HubTest
class LastRequestsTest {

    @Autowired
    Hub hub;

    @Autowired
    MeterRegistry meters;

    @Autowired
    ApplicationEventPublisher publisher;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private static JsonNode list(TestAccount account, UUID source, String query) {
        HttpResponse<String> answer = account.call("GET", "/api/v1/sources/" + source + "/requests" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("requests");
    }

    /** The oldest first, once so many are there. */
    private List<JsonNode> requests(UUID source, int count) {
        await().until(() -> list(account, source, "").size() >= count);
        var requests = new ArrayList<JsonNode>();
        list(account, source, "").forEach(requests::addFirst);
        assertThat(requests).hasSize(count);
        return requests;
    }

    @Test
    void whatWasToldRepeatedIgnoredAndRefusedIsThereWithTheReason() {
        TestSource source = TestSource.of(account, "github", "\"category\":\"bug\"");
        String[] push = {
            "X-GitHub-Event", "push", "X-GitHub-Delivery", UUID.randomUUID().toString()
        };

        String event = source.accept(fixture("github/push"), push)
                .getFirst()
                .path("eventId")
                .asText();
        source.post(fixture("github/push"), push);
        source.post(fixture("github/watch"), "X-GitHub-Event", "watch");
        source.post("{\"action\": ", "X-GitHub-Event", "push");

        List<JsonNode> requests = requests(source.id(), 4);
        assertThat(requests)
                .extracting(each -> each.path("outcome").asText())
                .containsExactly("told", "repeated", "ignored", "refused");
        assertThat(requests).extracting(each -> each.path("status").asInt()).containsExactly(202, 202, 200, 400);
        assertThat(requests).extracting(each -> each.path("accepted").asInt()).containsExactly(1, 0, 0, 0);
        assertThat(requests).extracting(each -> each.path("repeated").asInt()).containsExactly(0, 1, 0, 0);
        assertThat(requests.get(0).at("/eventIds/0").asText()).isEqualTo(event);
        assertThat(requests.get(1).at("/eventIds/0").asText()).isEqualTo(event);
        assertThat(requests.get(0).has("excerpt")).isFalse();
        assertThat(requests.get(0).path("bytes").asInt()).isPositive();
        assertThat(requests.get(2).path("kind").asText()).isEqualTo("watch.started");
        assertThat(requests.get(2).path("reason").asText()).contains("GitHub's watch started is no event here");
        assertThat(requests.get(3).path("problem").asText()).isEqualTo("malformed-body");
        assertThat(requests.get(3).path("reason").asText()).contains("line 1");
        assertThat(requests.get(3).path("excerpt").asText()).isEqualTo("{\"action\": ");
        assertThat(requests.get(3).path("contentType").asText()).isEqualTo("application/json");
    }

    @Test
    void theSourceShowsWhenSomethingCameAndWhatBecameOfItToday() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        String path = "/api/v1/sources/" + source.id();
        assertThat(json(account.call("GET", path)).has("lastReceivedAt")).isFalse();

        source.accept("{\"title\":\"T\"}");
        source.accept("{\"title\":\"U\"}");
        source.post("[7]");

        await().until(() -> json(account.call("GET", path)).at("/today/refused").asInt() == 1);
        JsonNode shown = json(account.call("GET", path));
        assertThat(shown.at("/today/told").asInt()).isEqualTo(2);
        assertThat(shown.at("/today/ignored").asInt()).isZero();
        assertThat(shown.path("lastReceivedAt").asText()).isNotEmpty();
        assertThat(json(account.call("GET", "/api/v1/sources")).at("/sources/0/today"))
                .isEqualTo(shown.path("today"));
    }

    @Test
    void ofYesterdayOnlyTheTimeIsShown() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        source.accept("{\"title\":\"T\"}");
        requests(source.id(), 1);
        hub.jdbc()
                .sql("UPDATE source_activity SET day = day - 1 WHERE source_id = ?")
                .param(source.id())
                .update();
        String path = "/api/v1/sources/" + source.id();
        assertThat(json(account.call("GET", path)).has("today")).isFalse();
        assertThat(json(account.call("GET", path)).has("lastReceivedAt")).isTrue();

        source.accept("{\"title\":\"U\"}");

        await().until(() -> json(account.call("GET", path)).at("/today/told").asInt() == 1);
    }

    @Test
    void ofSeveralEventsEachIsCounted() {
        TestSource source = TestSource.of(account, "json");

        HttpResponse<String> mixed = source.post("[{\"title\":\"T\",\"category\":\"bug\"},"
                + "{\"title\":\"U\",\"category\":\"nope\"},{\"title\":\"V\",\"category\":\"bug\"}]");

        assertThat(mixed.statusCode()).as(mixed.body()).isEqualTo(207);
        JsonNode request = requests(source.id(), 1).getFirst();
        assertThat(request.path("outcome").asText()).isEqualTo("told");
        assertThat(request.path("accepted").asInt()).isEqualTo(2);
        assertThat(request.path("refused").asInt()).isEqualTo(1);
        assertThat(request.path("eventIds")).hasSize(2);
        assertThat(request.path("problem").asText()).isEqualTo("unknown-category");
        assertThat(request.path("excerpt").asText()).startsWith("[{\"title\":\"T\"");
    }

    @Test
    void aWrongSignatureIsSeenAndNoSecret() {
        TestSource source =
                TestSource.of(account, "gitlab", "\"secret\":\"pssst/it is\\\"s3cret\"", "\"category\":\"bug\"");
        String planted = "planted-7f3a91c2d4e5";

        source.post(
                "{\"token\":\"" + planted + "\",\"headers\":{\"Authorization\":\"Bearer " + planted
                        + "\"},\"note\":\"pssst/it is\\\"s3cret and " + source.key() + "\",\"title\":\"T\"}",
                "X-Gitlab-Token",
                "wrong-" + planted,
                "Authorization",
                "Bearer " + planted);

        JsonNode request = requests(source.id(), 1).getFirst();
        assertThat(request.path("status").asInt()).isEqualTo(401);
        assertThat(request.path("problem").asText()).isEqualTo("invalid-signature");
        assertThat(request.path("excerpt").asText()).contains("\"title\":\"T\"").contains("\"token\":\"***\"");
        String row = hub.jdbc()
                .sql("SELECT r::text FROM source_request r WHERE source_id = ?")
                .param(source.id())
                .query(String.class)
                .single();
        assertThat(request + row)
                .doesNotContain(planted)
                .doesNotContain("s3cret")
                .doesNotContain(source.key());
    }

    @Test
    void whatTheGatewayRefusesIsSeenToo() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");

        assertThat(source.post("x".repeat(3_000_000), "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(413);
        assertThat(TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(source.path()))
                                .PUT(BodyPublishers.ofString("{}"))
                                .build())
                        .statusCode())
                .isEqualTo(405);
        source.postTo("?title=%ff", "{}");

        List<JsonNode> requests = requests(source.id(), 3);
        assertThat(requests)
                .extracting(each -> each.path("problem").asText())
                .containsExactlyInAnyOrder("body-too-large", "method-not-allowed", "invalid-parameter");
        assertThat(requests).extracting(each -> each.path("outcome").asText()).containsOnly("refused");
    }

    @Test
    void whatNobodyHasTheAddressOfIsNowhere() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        String elsewhere = source.path().replace("/json/", "/github/");
        TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(elsewhere))
                .POST(BodyPublishers.ofString("{}"))
                .build());

        source.accept("{\"title\":\"T\"}");

        assertThat(requests(source.id(), 1).getFirst().path("outcome").asText()).isEqualTo("told");
    }

    @Test
    void aTypeWhoseRouteIsGoneIsAReason() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        hub.jdbc()
                .sql("UPDATE source SET type = 'gone' WHERE id = ?")
                .param(source.id())
                .update();

        TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve(source.path().replace("/json/", "/gone/")))
                        .POST(BodyPublishers.ofString("{}"))
                        .build());

        assertThat(requests(source.id(), 1).getFirst().path("reason").asText()).contains("gone.camel.yaml");
    }

    @Test
    void aRowThatMakesNoSenseIsAReason() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        hub.jdbc()
                .sql("UPDATE source SET settings = '[1]' WHERE id = ?")
                .param(source.id())
                .update();

        assertThat(source.post("{\"title\":\"T\"}").statusCode()).isEqualTo(503);

        JsonNode request = requests(source.id(), 1).getFirst();
        assertThat(request.path("problem").asText()).isEqualTo("source-unreadable");
        assertThat(request.path("status").asInt()).isEqualTo(503);
    }

    @Test
    void thoseOfAPortAndOfARouteAreInTheOrderOfTheirArrival() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        for (int i = 0; i < 2; i++) {
            TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(source.path()))
                    .PUT(BodyPublishers.ofString("{}"))
                    .build());
            source.accept("{\"title\":\"" + i + "\"}");
        }

        assertThat(requests(source.id(), 4))
                .extracting(each -> each.path("status").asInt())
                .containsExactly(405, 202, 405, 202);
    }

    @Test
    void aFloodSharesAFewRowsAndPushesOutNothingElse() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        source.accept("{\"title\":\"T\"}");
        source.post("{\"ignored\":\"on purpose\"}");
        int flood = 200;

        for (int i = 0; i < flood; i++) {
            source.post("[" + i + "]");
        }

        await().until(() -> StreamSupport.stream(
                                list(account, source.id(), "?outcome=refused").spliterator(), false)
                        .mapToInt(request -> request.path("requests").asInt())
                        .sum()
                == flood);
        JsonNode all = list(account, source.id(), "");
        assertThat(all.size()).isLessThanOrEqualTo(50);
        assertThat(list(account, source.id(), "?outcome=told")).hasSize(1);
        assertThat(list(account, source.id(), "?outcome=ignored")).hasSize(1);
    }

    @Test
    void fiftyAreKeptAndOfEachOutcomeTheLastTen() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO source_request (id, source_id, requests, first_at, last_at, outcome, told, repeated, refused, event_ids)
                        SELECT uuid7_floor(now() - make_interval(mins => 1000 - i)), ?, 1, now(), now(),
                          CASE WHEN i <= 12 THEN 'refused' ELSE 'told' END, 0, 0, 0, '{}'
                        FROM generate_series(1, 100) i
                        """)
                .param(source.id())
                .update();

        source.accept("{\"title\":\"T\"}");

        await().until(() -> list(account, source.id(), "?limit=200").size() == 50);
        assertThat(list(account, source.id(), "?outcome=refused")).hasSize(10);
        assertThat(list(account, source.id(), "?outcome=told")).hasSize(40);
    }

    @Test
    void pagesFollowOneAnotherAndParametersAreRead() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        for (int i = 0; i < 5; i++) {
            source.accept("{\"title\":\"" + i + "\"}");
        }
        List<JsonNode> all = requests(source.id(), 5).reversed();
        String path = "/api/v1/sources/" + source.id() + "/requests?limit=2";

        JsonNode first = json(account.call("GET", path));
        JsonNode second =
                json(account.call("GET", path + "&cursor=" + first.path("next").asText()));
        JsonNode third =
                json(account.call("GET", path + "&cursor=" + second.path("next").asText()));

        assertThat(first.path("requests")).containsExactlyElementsOf(all.subList(0, 2));
        assertThat(second.path("requests")).containsExactlyElementsOf(all.subList(2, 4));
        assertThat(third.path("requests")).containsExactlyElementsOf(all.subList(4, 5));
        assertThat(third.has("next")).isFalse();
        assertProblem(account.call("GET", path + "&outcome=lost"), 400, "invalid-parameter");
    }

    @Test
    void anotherAccountAndAKeyThatMayOnlySendSeeNothing() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        String path = "/api/v1/sources/" + source.id() + "/requests";
        String sender = json(account.call("POST", "/api/v1/keys", "{\"name\":\"s\",\"scopes\":[\"send\"]}"))
                .path("key")
                .asText();

        assertProblem(hub.newAccount().call("GET", path), 404, "unknown-source");
        assertProblem(account.call("GET", "/api/v1/sources/nothing/requests"), 404, "unknown-source");
        assertThat(account.callWith(sender, "GET", path).statusCode()).isEqualTo(403);
    }

    @Test
    void goesWithTheSourceAndWithTheAccount() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        TestSource other = TestSource.of(account, "json", "\"category\":\"bug\"");
        source.accept("{\"title\":\"T\"}");
        other.accept("{\"title\":\"T\"}");
        requests(source.id(), 1);
        requests(other.id(), 1);

        account.call("DELETE", "/api/v1/sources/" + source.id());
        assertThat(rows(source.id())).isZero();
        assertThat(rows(other.id())).isEqualTo(2);
        assertProblem(account.call("GET", "/api/v1/sources/" + source.id() + "/requests"), 404, "unknown-source");

        publisher.publishEvent(new AccountClosed(account.id()));
        assertThat(rows(other.id())).isZero();
    }

    private int rows(UUID source) {
        return hub.jdbc()
                .sql("SELECT (SELECT count(*) FROM source_request WHERE source_id = :id)"
                        + " + (SELECT count(*) FROM source_activity WHERE source_id = :id)")
                .param("id", source)
                .query(Integer.class)
                .single();
    }

    @Test
    void aSignOfLifeIsAnswered() {
        PolledSource source = PolledSource.of(hub, account, "heartbeat", "{'minutes':5}");

        TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve(source.path())).build());

        JsonNode request = requests(source.id(), 1).getFirst();
        assertThat(request.path("outcome").asText()).isEqualTo("answered");
        assertThat(request.has("reason")).isFalse();
    }

    @Test
    void ofASourceThatIsAskedFailuresStayAfterTheNextGoodPoll() {
        String items = "<item><title>one</title><guid>1</guid></item>";
        var answer = new AtomicReference<>(feed(""));
        try (var server = new Receiver(request -> Objects.requireNonNull(answer.get()))) {
            PolledSource source = PolledSource.of(hub, account, "rss", "{'url':'" + server.address("/feed") + "'}");
            assertThat(list(account, source.id(), "")).isEmpty();
            answer.set(Answer.of(500, "no"));
            JsonNode failed = source.poll();
            answer.set(feed(items));
            JsonNode good = source.poll();

            List<JsonNode> requests = requests(source.id(), 2);

            assertThat(good.has("lastError")).isFalse();
            assertThat(requests.get(0).path("problem").asText()).isEqualTo("source-unreadable");
            assertThat(requests.get(0).path("reason").asText())
                    .isEqualTo(failed.path("lastError").asText());
            assertThat(requests.get(1).path("outcome").asText()).isEqualTo("told");
            assertThat(requests.get(1).path("eventIds")).hasSize(1);
            assertThat(requests.get(1).has("status")).isFalse();
        }
    }

    private static Answer feed(String items) {
        return Answer.of(
                200,
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Blog</title>" + items
                        + "</channel></rss>");
    }

    @Test
    void metricsCountByTypeAndOutcome() {
        TestSource source = TestSource.of(account, "json", "\"category\":\"bug\"");
        double before = counted("refused");

        source.post("[7]");

        await().until(() -> counted("refused") == before + 1);
        assertThat(meters.find("notifyflow.source.requests").counters())
                .allSatisfy(counter -> assertThat(counter.getId().getTags()).hasSize(2));
    }

    private double counted(String outcome) {
        Counter counter = meters.find("notifyflow.source.requests")
                .tags("type", "json", "outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
