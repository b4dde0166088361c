package io.notifyflow.account;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Alternations;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whoever has the answer of a change sees it with the next request, over connections that are kept alive. */
@HubTest
class OwnWritesTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private String created(String path, String body) {
        HttpResponse<String> made = account.call("POST", path, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.headers()
                .firstValue("Location")
                .orElseGet(() -> path + "/" + json(made).path("keyId").asText());
    }

    private void deleted(String path) {
        HttpResponse<String> gone = account.call("DELETE", path);
        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
    }

    private int status(String key) {
        return account.callWith(key, "GET", "/api/v1/me").statusCode();
    }

    @Test
    void aKeyOpensFromItsAnswerUntilItIsRevoked() {
        Alternations.run(round -> {
            HttpResponse<String> made =
                    account.call("POST", "/api/v1/keys", "{\"name\":\"key " + round + "\",\"scopes\":[\"read\"]}");
            String key = json(made).path("key").asText();
            String path = "/api/v1/keys/" + json(made).path("keyId").asText();
            assertThat(status(key)).isEqualTo(200);

            HttpResponse<String> rotated = account.call("POST", path + "/rotate", "{\"overlap\":\"PT0S\"}");
            assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
            assertThat(status(json(rotated).path("key").asText())).isEqualTo(200);
            assertThat(status(key)).isEqualTo(401);

            deleted("/api/v1/keys/" + json(rotated).path("keyId").asText());
            assertThat(status(json(rotated).path("key").asText())).isEqualTo(401);
        });
    }

    /** Readers that never stop keep the account in memory, and their readings begin before the changes. */
    @Test
    void aRevokedKeyIsRefusedWhileOthersReadTheAccount() {
        var done = new AtomicBoolean();
        var readers = java.util.stream.IntStream.range(0, 4)
                .mapToObj(any -> CompletableFuture.runAsync(() -> {
                    while (!done.get()) {
                        account.call("GET", "/api/v1/account");
                    }
                }))
                .toList();
        try {
            Alternations.run(round -> {
                HttpResponse<String> made =
                        account.call("POST", "/api/v1/keys", "{\"name\":\"key " + round + "\",\"scopes\":[\"read\"]}");
                String key = json(made).path("key").asText();
                assertThat(status(key)).isEqualTo(200);
                deleted("/api/v1/keys/" + json(made).path("keyId").asText());
                assertThat(status(key)).isEqualTo(401);
            });
        } finally {
            done.set(true);
            readers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void aCategoryTakesEventsFromItsAnswerUntilItIsDeleted() {
        Alternations.run(round -> {
            String path = created("/api/v1/categories", "{\"name\":\"deploys\"}");
            assertThat(account.submit("{\"category\":\"deploys\"}").statusCode())
                    .isEqualTo(202);
            deleted(path);
            assertThat(account.submit("{\"category\":\"deploys\"}").statusCode())
                    .isEqualTo(404);
        });
    }

    @Test
    void aDestinationIsUsableInRulesFromItsAnswerUntilItIsDeleted() {
        Alternations.run(round -> {
            String destination = created(
                    "/api/v1/destinations",
                    "{\"name\":\"team\",\"type\":\"slack\",\"settings\":{\"url\":\"http://127.0.0.1:9/planted\"}}");
            String id = destination.substring(destination.lastIndexOf('/') + 1);
            String rule =
                    "{\"name\":\"all\",\"expression\":\"true\",\"destinationId\":\"" + id + "\",\"enabled\":true}";
            created("/api/v1/rules", rule);
            deleted(destination + "?force=true");
            assertThat(account.call("POST", "/api/v1/rules", rule).statusCode()).isEqualTo(422);
        });
    }

    @Test
    void aRuleIsFollowedFromItsAnswerUntilItIsDeleted() {
        String webhook = Hub.newWebhookId();
        UUID destination = account.addWebhook("big", webhook, false);
        String rule =
                "{\"name\":\"all\",\"expression\":\"true\",\"destinationId\":\"" + destination + "\",\"enabled\":true}";
        Alternations.run(round -> {
            String path = created("/api/v1/rules", rule);
            assertThat(wentTo("{\"category\":\"sale\"}")).containsExactly(destination.toString());
            deleted(path);
            assertThat(wentTo("{\"category\":\"sale\"}")).isEmpty();
        });
    }

    private java.util.List<String> wentTo(String event) {
        HttpResponse<String> answer = account.submit(event, "Prefer", "wait=10");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        UUID id = UUID.fromString(json(answer).path("eventId").asText());
        return account.event(id).path("deliveries").findValuesAsText("destinationId");
    }

    @Test
    void aSourceTakesEventsFromItsAnswerUntilItIsDeleted() {
        String name = "source " + ThreadLocalRandom.current().nextLong();
        Alternations.run(round -> {
            HttpResponse<String> made = account.call(
                    "POST",
                    "/api/v1/sources",
                    "{\"type\":\"cloudevents\",\"name\":\"" + name + "\",\"category\":\"sale\"}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            String path = json(made).path("path").asText();
            assertThat(sent(path, round)).isEqualTo(202);
            deleted("/api/v1/sources/" + json(made).path("sourceId").asText());
            assertThat(sent(path, round)).isEqualTo(404);
        });
    }

    private int sent(String path, int round) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(path))
                        .header("Content-Type", "application/cloudevents+json")
                        .POST(BodyPublishers.ofString("{\"specversion\":\"1.0\",\"id\":\"" + round
                                + "\",\"source\":\"/test\",\"type\":\"com.example.sale\"}"))
                        .build())
                .statusCode();
    }
}
