package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Document;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.RouteEdit;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The rules that routes/README.md has to copy, in the file of the running hub. */
@HubTest
class OperatorRulesTest {

    private static final String FILE = "pipeline/route-by-category.camel.yaml";

    @Autowired
    Hub hub;

    TestAccount account;
    String webhook;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        List.of("deploy", "heartbeat").forEach(account::addCategory);
        webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    /** In place of the shipped rules, of which the first that fits would win. */
    private RouteEdit rules(String rules) {
        return RouteEdit.of(account, FILE, shipped -> shipped.substring(0, shipped.indexOf("when:\n") + 6) + rules);
    }

    private RouteEdit readMe() {
        return rules(Document.read("routes/README.md")
                .part("## Rules to copy")
                .blocks("yaml")
                .getFirst());
    }

    @Test
    void theRulesOfTheReadMeDoWhatItSays() {
        try (var edit = readMe()) {
            JsonNode deploy = shown(account.accept("{\"category\":\"deploy\"}"), "delivered");
            assertThat(deploy.at("/addedFields/0/name").asText()).isEqualTo("environment");
            assertThat(deploy.at("/addedFields/1/name").asText()).isEqualTo("region");

            assertThat(shown(account.accept("{\"category\":\"debug\"}"), "unrouted")
                            .path("deliveries"))
                    .isEmpty();

            List<UUID> beats = IntStream.range(0, 25)
                    .mapToObj(beat -> account.accept("{\"category\":\"heartbeat\"}"))
                    .toList();
            await().untilAsserted(() -> assertThat(beats.stream()
                            .map(beat -> account.event(beat).path("status").asText())
                            .toList())
                    // A minute of the clock may end on the way.
                    .containsOnly("delivered", "unrouted"));
        }
    }

    @Test
    void addsFieldsBesideWhatWasSentOnBothWaysToTheDestination() {
        try (var edit = readMe()) {
            String sent = "{\"category\":\"deploy\",\"title\":\"v1\",\"fields\":{\"region\":\"us\",\"amount\":1.50}}";
            // The first finds no lane that is kept, and goes through the table; the second follows from memory.
            JsonNode first = shown(account.accept(sent), "delivered");
            JsonNode second = shown(account.accept(sent), "delivered");

            for (JsonNode event : List.of(first, second)) {
                assertThat(event.path("fields").toString()).isEqualTo("{\"region\":\"us\",\"amount\":1.50}");
                assertThat(event.path("addedFields").toString())
                        .isEqualTo("[{\"name\":\"environment\",\"value\":\"production\","
                                + "\"rule\":\"operator: category deploy\"}]");
            }
            assertThat(fields()).hasSize(2).containsOnly("region=us, amount=1.50, environment=production");
        }
    }

    /** What each event's message shows, in the order of their arrival. */
    private List<String> fields() {
        return account.messages(webhook).stream()
                .flatMap(message -> message.path("embeds").valueStream())
                .map(embed -> String.join(
                        ", ",
                        embed.path("fields")
                                .valueStream()
                                .map(field -> field.path("name").asText() + "="
                                        + field.path("value").asText())
                                .toList()))
                .toList();
    }

    @Test
    void tellsEveryKindOfDestination() {
        try (var edit = readMe();
                var receiver = new Receiver(request -> Answer.of(200, "ok"))) {
            account.addDestination("slack", "team", Map.of("url", receiver.address("/slack")));
            account.addDestination(
                    "webhook",
                    "machine",
                    Map.of("url", receiver.address("/webhook"), "secrets", "whsec_" + "A".repeat(44)));
            account.addDestination("teams", "room", Map.of("url", receiver.address("/teams")));

            shown(account.accept("{\"category\":\"deploy\",\"fields\":{\"amount\":1}}"), "delivered");

            assertThat(receiver.requests()).hasSize(3).allSatisfy(request -> assertThat(request.body())
                    .contains("environment", "production"));
            assertThat(receiver.requests().stream()
                            .filter(request -> request.path().equals("/webhook"))
                            .map(request -> request.json().at("/data/fields").toString()))
                    .containsExactly("{\"amount\":1,\"environment\":\"production\",\"region\":\"eu\"}");
        }
    }

    @Test
    void keepsTheEventsOfARuleThatIsRefusedUntilItIsMended() {
        String rule =
                """
                              - simple: "${body.category} == 'deploy'"
                                steps:
                                  - setBody:
                                      simple: "${body.withField('%s', 'x')}"
                """;
        UUID event;
        try (var edit = rules(rule.formatted("a".repeat(101)))) {
            event = account.accept("{\"category\":\"deploy\"}");
            // Those of other categories do not wait.
            shown(account.accept("{\"category\":\"sale\"}"), "delivered");
            JsonNode waiting = shown(event, "set-aside");
            assertThat(waiting.path("setAsideReason").asText()).contains("cannot add the field");
            assertThat(waiting.has("nextRoutingAt")).isTrue();
            // In place of the broken one at once: with the shipped rules between them the event would get through.
            try (var mended = rules(rule.formatted("mended"))) {
                assertThat(shown(event, "delivered").at("/addedFields/0/name").asText())
                        .isEqualTo("mended");
            }
        }
    }

    @Test
    void storesNothingForEventsWithoutAddedFields() {
        UUID event = account.accept("{\"category\":\"sale\"}");

        assertThat(shown(event, "delivered").has("addedFields")).isFalse();
        assertThat(hub.jdbc()
                        .sql("SELECT added IS NULL AND xmax = '0' FROM event WHERE id = ?")
                        .param(event)
                        .query(Boolean.class)
                        .single())
                .as("the row as admission wrote it")
                .isTrue();
    }

    private JsonNode shown(UUID event, String status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(account.event(event).path("status").asText()).isEqualTo(status));
        return account.event(event);
    }
}
