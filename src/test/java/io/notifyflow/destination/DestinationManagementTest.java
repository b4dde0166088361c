package io.notifyflow.destination;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class DestinationManagementTest {

    private static final String PATH = "/api/v1/destinations";
    private static final String SECRET = "whsec_cGxhbnRlZCBzZWNyZXQgb2YgdGhpcnR5LXR3byBieS4=";

    @Autowired
    Hub hub;

    TestAccount account;

    /** What happens while the next message is on its way. */
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    private final Receiver receiver = new Receiver(request -> {
        meanwhile.getAndSet(() -> {}).run();
        return Answer.of(200, "ok");
    });

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private String enter(String type, String settings) {
        HttpResponse<String> entered = account.call(
                "POST",
                PATH,
                "{\"name\":\"team\",\"type\":\"%s\",\"default\":true,\"settings\":%s}".formatted(type, settings));
        assertThat(entered.statusCode()).as(entered.body()).isEqualTo(201);
        return entered.headers().firstValue("Location").orElseThrow();
    }

    private String enterWebhook() {
        String path = enterUnheard();
        await().until(() -> routes().contains(path.substring(path.lastIndexOf('/') + 1)));
        return path;
    }

    private String enterUnheard() {
        return enter("webhook", "{\"url\":\"" + receiver.address("/planted") + "\",\"secrets\":\"" + SECRET + "\"}");
    }

    /** A new address asks for the signing secret again. */
    private String moved(String path) {
        return "{\"settings\":{\"url\":\"" + receiver.address(path) + "\",\"secrets\":\"" + SECRET + "\"}}";
    }

    /** Changes are heard in their order; this one can be seen. */
    private void waitUntilItIsHeard() {
        account.addCategory("heard");
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> account.submit("{\"category\":\"heard\"}").statusCode() == 202);
    }

    /** Where an event goes now. */
    private List<String> routes() {
        UUID event = account.accept("{\"category\":\"bug\",\"title\":\"probe\"}");
        await().until(() -> !account.event(event).path("status").asText().equals("accepted"));
        return account.event(event).path("deliveries").findValuesAsText("destinationId");
    }

    private HttpResponse<String> patch(String path, String etag, String body) {
        return TestAccount.send(account.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .method("PATCH", BodyPublishers.ofString(body))
                .build());
    }

    private JsonNode show(String path) {
        return json(account.call("GET", path));
    }

    private List<String> audit() {
        return json(account.call("GET", "/api/v1/audit")).path("entries").findValuesAsText("action");
    }

    @Test
    void showsWhichSecretsAreSetAndNoneOfThem() {
        String path = enterWebhook();

        HttpResponse<String> shown = account.call("GET", path);

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("ETag")).isPresent();
        assertThat(shown.body()).doesNotContain("planted").doesNotContain("cGxhbnRlZC");
        assertThat(json(shown).path("secrets").toString()).isEqualTo("[\"secrets\",\"url\"]");
        assertThat(json(shown).at("/settings/host").asText()).isEqualTo("127.0.0.1");
        assertThat(json(shown).path("batching").asText()).isEqualTo("auto");
    }

    @Test
    void changesWhatIsNamedAndKeepsTheSecretsThatAreNot() {
        String path = enterWebhook();
        String seen = account.call("GET", path).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> renamed = patch(path, seen, "{\"name\":\"on call\"}");
        HttpResponse<String> late = patch(path, seen, "{\"name\":\"mine\"}");
        String now = renamed.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> moved = patch(path, now, moved("/elsewhere"));

        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        assertThat(moved.headers().firstValue("ETag"))
                .isNotEqualTo(renamed.headers().firstValue("ETag"));
        await().untilAsserted(() -> {
            account.accept("{\"category\":\"sale\"}");
            assertThat(receiver.requests())
                    .anyMatch(request -> request.path().equals("/elsewhere")
                            && request.header("webhook-signature").startsWith("v1,"));
        });
        assertThat(show(path).path("name").asText()).isEqualTo("on call");
        assertThat(show(path).path("secrets").toString()).isEqualTo("[\"secrets\",\"url\"]");
        JsonNode entry = json(account.call("GET", "/api/v1/audit?limit=1")).at("/entries/0");
        assertThat(entry.path("action").asText()).isEqualTo("destination.changed");
        assertThat(entry.at("/details/secretsChanged").toString()).isEqualTo("[\"url\"]");
        assertThat(entry.toString()).doesNotContain("planted").doesNotContain("elsewhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "discord-dm | {'userId':'80351110224678912'} | {'userId':'80351110224678913'} | recipientId | 80351110224678913",
                "ntfy | {'topic':'a','server':'https://ntfy.sh','tags':'x'} | {'tags':'y','priority':4} | tags | y",
                "telegram | {'token':'123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA','chat':'-1'} | {'chat':'-2'} | chat | -2",
            })
    void aChangeOfOneSettingLeavesTheOthers(String type, String settings, String change, String member, String value) {
        String path = enter(type, settings.replace('\'', '"'));
        JsonNode before = show(path);

        HttpResponse<String> changed = account.call("PATCH", path, "{\"settings\":" + change.replace('\'', '"') + "}");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).path("settings").path(member).asText()).isEqualTo(value);
        assertThat(json(changed).path("secrets")).isEqualTo(before.path("secrets"));
    }

    @Test
    void aSettingThatIsNullIsTakenAway() {
        String path = enter("ntfy", "{\"topic\":\"a\",\"tags\":\"x\"}");

        HttpResponse<String> changed = account.call("PATCH", path, "{\"settings\":{\"tags\":null}}");

        assertThat(json(changed).path("settings").has("tags"))
                .as(changed.body())
                .isFalse();
        assertThat(account.call("PATCH", path, "{\"settings\":{\"topic\":null}}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void becomesADigestAndNoneAgain() {
        String path = enterWebhook();

        JsonNode digest = json(account.call("PATCH", path, "{\"batching\":\"digest\",\"digestSeconds\":3600}"));
        JsonNode none = json(account.call("PATCH", path, "{\"batching\":\"off\"}"));

        assertThat(digest.path("digestSeconds").asInt()).isEqualTo(3600);
        assertThat(none.path("batching").asText()).isEqualTo("off");
        assertThat(none.has("digestSeconds")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':''}                              | 422 | name must be",
                "{'type':'slack'}                         | 422 | type is unknown",
                "{'batching':'never'}                     | 422 | batching must be one of",
                "{'batching':'digest'}                    | 422 | digestSeconds is required",
                "{'digestSeconds':60}                     | 422 | digestSeconds belongs to a digest",
                "{'settings':{'path':'x'}}                | 422 | settings.path is unknown",
                "{'settings':{'url':'http://10.0.0.1/planted'}} | 422 | settings.url",
                "{'settings':[]}                          | 422 | settings must be an object",
                "{'name':'OTHER'}                         | 409 | another destination named",
                "{'name':                                 | 400 | JSON",
                "[]                                       | 422 | must be a JSON object",
            })
    void refusesAChangeThatMakesNoSense(String body, int status, String why) {
        account.addWebhook("other", Hub.newWebhookId(), false);
        String path = enterWebhook();
        String etag = account.call("GET", path).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> refused = account.call("PATCH", path, body.replace('\'', '"'));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(why).doesNotContain("planted");
        assertThat(account.call("GET", path).headers().firstValue("ETag")).contains(etag);
    }

    @Test
    void aPausedDestinationSendsNothingOfItsBacklogAndThenAllOfItInOrder() {
        String path = enterWebhook();
        await().until(() -> account.deliveries("pending") == 0);
        int before = receiver.requests().size();
        int events = 30;
        meanwhile.set(() -> {
            account.call("POST", path + "/pause", "{\"reason\":\"holidays\"}");
            waitUntilItIsHeard();
        });
        account.acceptMany(events);
        await().until(() -> show(path + "/queue").path("waiting").asInt() == events);
        await().during(Duration.ofMillis(500)).until(() -> receiver.requests().size() == before + 1);

        assertThat(show(path).path("status").asText()).isEqualTo("paused");
        assertThat(show(path).path("reason").asText()).isEqualTo("holidays");
        assertThat(show(path + "/queue").has("nextAttemptAt")).isFalse();
        assertThat(json(account.call("POST", path + "/resume")).path("status").asText())
                .isEqualTo("active");
        await().until(() -> account.deliveries("pending") == 0);
        assertThat(receiver.requests().subList(before, before + events).stream()
                        .map(request -> request.json().at("/data/title").asText())
                        .filter(title -> !title.isEmpty()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events).mapToObj(String::valueOf).toList());
        assertThat(audit().stream().limit(2)).containsExactly("destination.resumed", "destination.paused");
        assertThat(account.call("POST", path + "/resume").statusCode()).isEqualTo(200);
        assertThat(audit().getFirst()).isEqualTo("destination.resumed");
        assertThat(audit()).hasSize(3);
    }

    @Test
    void tellsWhatWaitsAndUntilWhen() {
        String path = enterWebhook();
        await().until(() -> account.deliveries("pending") == 0);
        receiver.next(Answer.of(429, "").with("Retry-After", "60"));
        UUID first = account.accept("{\"category\":\"sale\"}");
        await().until(() -> show(path + "/queue").has("closedUntil"));
        account.acceptMany(3);
        await().until(() -> show(path + "/queue").path("waiting").asInt() == 4);

        JsonNode queue = show(path + "/queue");

        assertThat(queue.path("nextAttemptAt").asText())
                .isGreaterThanOrEqualTo(queue.path("closedUntil").asText());
        assertThat(queue.path("oldestAcceptedAt").asText())
                .isEqualTo(account.event(first).path("acceptedAt").asText());
        assertThat(queue.path("oldestAgeSeconds").asInt()).isBetween(0, 60);
    }

    @Test
    void whatWaitsForADeletedDestinationBecomesDeadLettersThatGiveTheirQuotaBack() {
        account = hub.newAccount("one");
        String path = enterUnheard();
        account.call("POST", path + "/pause");
        UUID event = account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("pending") == 1);

        HttpResponse<String> deleted = account.call("DELETE", path);

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        assertThat(json(deleted).path("deadLetters").asInt()).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("dead-lettered"));
        JsonNode delivery = account.event(event).at("/deliveries/0");
        assertThat(delivery.path("error").asText()).isEqualTo("destination deleted");
        assertThat(delivery.path("destination").asText()).isEqualTo("team");
        JsonNode letter = json(account.call("GET", "/api/v1/dead-letters")).at("/deadLetters/0");
        assertThat(letter.at("/destination/status").asText()).isEqualTo("deleted");
        assertThat(letter.at("/destination/name").asText()).isEqualTo("team");
        assertThat(account.call(
                                "POST",
                                "/api/v1/dead-letters/"
                                        + letter.path("deliveryId").asText() + "/redrive")
                        .statusCode())
                .isEqualTo(409);
        await().until(() -> account.submit("{\"category\":\"sale\"}").statusCode() == 202);
        assertThat(account.call("GET", path).statusCode()).isEqualTo(404);
        assertThat(json(account.call("GET", PATH)).path("destinations")).isEmpty();
        assertThat(audit().getFirst()).isEqualTo("destination.deleted");
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM destination WHERE account_id = ?")
                        .param(account.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aMessageOnItsWayDecidesWhatBecomesOfItAndNotTheDeletion() {
        String path = enterWebhook();
        await().until(() -> account.deliveries("pending") == 0);
        int delivered = account.deliveries("delivered");
        meanwhile.set(() -> {
            assertThat(account.call("DELETE", path).statusCode()).isEqualTo(200);
            waitUntilItIsHeard();
        });
        account.acceptMany(20);

        await().until(() -> account.deliveries("dead") == 19);
        assertThat(account.deliveries("pending")).isZero();
        assertThat(account.deliveries("delivered")).isEqualTo(delivered + 1);
    }

    @Test
    void whatWasRoutedToItJustBeforeIsGivenUpAsWell() {
        String path = enterWebhook();
        UUID id = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        assertThat(account.call("DELETE", path).statusCode()).isEqualTo(200);
        UUID event = account.accept("{\"category\":\"sale\"}");

        hub.jdbc()
                .sql("INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)"
                        + " VALUES (?, ?, ?, ?, 'pending', 'default') ON CONFLICT DO NOTHING")
                .params(event, account.id(), event, id)
                .update();

        await().until(() -> account.deliveries("dead") == 1);
    }

    @Test
    void isNotDeletedWhileCategoriesOrRulesLeadToItUnlessForced() {
        String path = enterWebhook();
        String id = path.substring(path.lastIndexOf('/') + 1);
        account.call("POST", "/api/v1/categories", "{\"name\":\"deploys\",\"destinations\":[\"" + id + "\"]}");
        account.call(
                "POST", "/api/v1/rules", "{\"name\":\"big\",\"expression\":\"true\",\"destinationId\":\"" + id + "\"}");

        HttpResponse<String> refused = account.call("DELETE", path);
        HttpResponse<String> malformed = account.call("DELETE", path + "?force=yes");
        HttpResponse<String> forced = account.call("DELETE", path + "?force=true");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("type").asText()).endsWith(":destination-in-use");
        assertThat(json(refused).path("errors").toString()).contains("deploys").contains("big");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(forced.statusCode()).as(forced.body()).isEqualTo(200);
        assertThat(json(forced).path("categories").toString()).isEqualTo("[\"deploys\"]");
        assertThat(json(forced).path("rules").toString()).isEqualTo("[\"big\"]");
        assertThat(json(account.call("GET", "/api/v1/rules")).path("rules")).isEmpty();
        assertThat(enterUnheard()).isNotEqualTo(path);
    }

    @Test
    void aDestinationOfAnotherAccountIsNoneAndAKeyNeedsTheScope() {
        String path = enterWebhook();
        TestAccount stranger = hub.newAccount();
        String reader = json(account.call("POST", "/api/v1/keys", "{\"name\":\"reader\",\"scopes\":[\"read\"]}"))
                .path("key")
                .asText();

        Stream.of(path, path.substring(0, PATH.length()) + "/1-1-1-1-1").forEach(foreign -> {
            assertThat(stranger.call("GET", foreign).statusCode()).isEqualTo(404);
            assertThat(stranger.call("PATCH", foreign, "{\"name\":\"taken\"}").statusCode())
                    .isEqualTo(404);
            assertThat(stranger.call("DELETE", foreign + "?force=true").statusCode())
                    .isEqualTo(404);
            assertThat(stranger.call("POST", foreign + "/pause").statusCode()).isEqualTo(404);
            assertThat(stranger.call("POST", foreign + "/resume").statusCode()).isEqualTo(404);
            assertThat(stranger.call("GET", foreign + "/queue").statusCode()).isEqualTo(404);
        });
        assertThat(account.callWith(reader, "GET", path).statusCode()).isEqualTo(200);
        assertThat(account.callWith(reader, "GET", path + "/queue").statusCode())
                .isEqualTo(200);
        assertThat(account.callWith(reader, "PATCH", path, "{\"name\":\"x\"}").statusCode())
                .isEqualTo(403);
        assertThat(account.callWith(reader, "POST", path + "/pause").statusCode())
                .isEqualTo(403);
        assertThat(account.callWith(reader, "DELETE", path).statusCode()).isEqualTo(403);
        assertThat(show(path).path("name").asText()).isEqualTo("team");
    }

    @Test
    void aDisabledOneIsMendedByOtherSettingsAndCannotBePaused() {
        String path = enterWebhook();
        await().until(() -> account.deliveries("pending") == 0);
        receiver.next(Answer.of(410, "gone"));
        account.accept("{\"category\":\"sale\"}");
        await().until(() -> show(path).path("status").asText().equals("disabled"));

        assertThat(account.call("POST", path + "/pause").statusCode()).isEqualTo(409);
        JsonNode mended = json(account.call("PATCH", path, moved("/mended")));

        assertThat(mended.path("status").asText()).isEqualTo("active");
    }
}
