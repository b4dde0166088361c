package io.notifyflow.routing;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A row that makes no sense, of whatever kind, holds up nobody else, can be seen, and heals when it is corrected. */
@HubTest
class PoisonedRowsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration HEALED = Duration.ofSeconds(30);

    @Autowired
    Hub hub;

    TestAccount poisoned;
    TestAccount healthy;
    String webhook;
    String otherWebhook;
    UUID destination;

    @BeforeEach
    void makeAccounts() {
        poisoned = hub.newAccount();
        webhook = Hub.newWebhookId();
        destination = poisoned.addWebhook("main", webhook, true);
        healthy = hub.newAccount();
        otherWebhook = Hub.newWebhookId();
        healthy.addWebhook("main", otherWebhook, true);
    }

    private void run(String statement, Object... parameters) {
        assertThat(hub.jdbc().sql(statement).params(parameters).update())
                .as(statement)
                .isPositive();
    }

    /** An event as a hub leaves it that was killed right after its commit. */
    private UUID leftInOutbox(TestAccount account, String fields) {
        UUID event = EventIds.next();
        run(
                "INSERT INTO event (id, account_id, category, title, fields) VALUES (?, ?, 'sale', 'left', ?::json)",
                event,
                account.id(),
                fields);
        run(
                "INSERT INTO event_outbox (first_id, last_id, event_ids) VALUES (?, ?, ARRAY[?]::uuid[])",
                event,
                event,
                event);
        return event;
    }

    private void othersAreServed() {
        UUID event = healthy.accept("{\"category\":\"sale\",\"title\":\"healthy\"}");
        UUID left = leftInOutbox(healthy, "{}");
        becomes(healthy, event, "delivered", SOON);
        becomes(healthy, left, "delivered", SOON);
    }

    private static void becomes(TestAccount account, UUID event, String status, Duration within) {
        await().atMost(within)
                .untilAsserted(() ->
                        assertThat(account.event(event).path("status").asText()).isEqualTo(status));
    }

    private String setAside(UUID event) {
        return await().atMost(SOON)
                .until(
                        () -> hub.jdbc()
                                .sql("SELECT reason FROM event_set_aside WHERE event_id = ?")
                                .param(event)
                                .query(String.class)
                                .list(),
                        rows -> !rows.isEmpty())
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time_zone = 'Mars/Phobos'                              | time_zone = 'UTC'",
                "quiet_from = '08:00', quiet_to = '08:00'               | quiet_from = NULL, quiet_to = NULL",
                "quiet_days = '{1,2,3,4,5,6,7}'                         | quiet_days = '{}'",
                "quiet_days = '{0,99}'                                  | quiet_days = '{}'",
            })
    void timesOfACategory(String poison, String cure) {
        run("UPDATE category SET " + poison + " WHERE account_id = ? AND name = 'sale'", poisoned.id());
        UUID left = leftInOutbox(poisoned, "{}");
        UUID fresh = poisoned.accept("{\"category\":\"sale\",\"title\":\"fresh\"}");
        UUID other = poisoned.accept("{\"category\":\"bug\",\"title\":\"other\"}");

        othersAreServed();
        becomes(poisoned, other, "delivered", SOON);
        becomes(poisoned, left, "set-aside", SOON);
        becomes(poisoned, fresh, "set-aside", SOON);
        assertThat(poisoned.event(left).path("setAsideReason").asText()).contains("Category sale");
        assertThat(json(poisoned.call("GET", "/api/v1/categories")).findValuesAsText("problem"))
                .hasSize(1);

        run("UPDATE category SET " + cure + " WHERE account_id = ? AND name = 'sale'", poisoned.id());
        becomes(poisoned, left, "delivered", HEALED);
        becomes(poisoned, fresh, "delivered", HEALED);
    }

    @Test
    void planOfAnAccount() {
        UUID first = poisoned.accept("{\"category\":\"sale\"}");
        becomes(poisoned, first, "delivered", SOON);
        run("UPDATE account SET plan = 'nonsense' WHERE id = ?", poisoned.id());
        List<UUID> left = IntStream.range(0, 20)
                .mapToObj(i -> leftInOutbox(poisoned, "{}"))
                .toList();

        othersAreServed();
        assertThat(left).allSatisfy(event -> assertThat(setAside(event)).contains("plan \"nonsense\""));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode answer = json(poisoned.submit("{\"category\":\"sale\"}"));
            assertThat(answer.path("status").asInt()).isEqualTo(503);
            assertThat(answer.path("type").asText()).endsWith(":account-unreadable");
            assertThat(answer.path("message").asText()).contains("nonsense");
        });

        run("UPDATE account SET plan = 'unlimited' WHERE id = ?", poisoned.id());
        left.forEach(event -> becomes(poisoned, event, "delivered", HEALED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1]", "\"text\"", "{\"a\":{\"b\":1}}", "{\"a\":null}", "{\"a\":1e99999999}", "{\"a\":[1]}"})
    void fieldsOfAnEvent(String fields) {
        UUID left = leftInOutbox(poisoned, fields);
        UUID good = leftInOutbox(poisoned, "{}");

        othersAreServed();
        becomes(poisoned, good, "delivered", SOON);
        becomes(poisoned, left, "set-aside", SOON);
        assertThat(poisoned.event(left).path("setAsideReason").asText()).contains("cannot be read");
        assertThat(poisoned.call("GET", "/api/v1/events").statusCode()).isEqualTo(200);

        run("UPDATE event SET fields = NULL WHERE id = ?", left);
        becomes(poisoned, left, "delivered", HEALED);
    }

    @Test
    void fieldsOfAnEventThatWaitsInTheQueue() {
        UUID event = EventIds.next();
        run(
                "INSERT INTO event (id, account_id, category, title, fields) VALUES (?, ?, 'sale', 'queued', '[1]')",
                event,
                poisoned.id());
        run(
                "INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason) VALUES (?, ?, ?, ?, 'pending', 'test')",
                EventIds.within(event, 0),
                poisoned.id(),
                event,
                destination);
        UUID behind = poisoned.accept("{\"category\":\"sale\",\"title\":\"behind\"}");

        othersAreServed();
        becomes(poisoned, behind, "delivered", SOON);
        assertThat(poisoned.event(event).at("/deliveries/0/error").asText()).contains("cannot be read");

        run("UPDATE event SET fields = NULL WHERE id = ?", event);
        becomes(poisoned, event, "delivered", HEALED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title.matches('((x{1000}){1000}){1000}')",
                "title ==",
                "1 + 1",
                "description.matches('(')",
            })
    void expressionOfARule(String expression) {
        String ruled = Hub.newWebhookId();
        UUID target = poisoned.addWebhook("ruled", ruled, false);
        UUID rule = UUID.randomUUID();
        run(
                "INSERT INTO routing_rule (id, account_id, name, expression, destination_id) VALUES (?, ?, 'r', ?, ?)",
                rule,
                poisoned.id(),
                expression,
                target);
        UUID left = leftInOutbox(poisoned, "{}");

        othersAreServed();
        becomes(poisoned, left, "delivered", SOON);
        assertThat(json(poisoned.call("GET", "/api/v1/rules/" + rule))
                        .path("problem")
                        .asText())
                .isNotBlank();
        assertThat(poisoned.titles(ruled)).isEmpty();

        run("UPDATE routing_rule SET expression = 'true' WHERE id = ?", rule);
        await().atMost(HEALED).untilAsserted(() -> {
            UUID event = poisoned.accept("{\"category\":\"sale\",\"title\":\"ruled\"}");
            becomes(poisoned, event, "delivered", SOON);
            assertThat(poisoned.titles(ruled)).isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret = '\\xdeadbeef'           | secret = ?",
                "config = '[1]'                   | config = ?",
                "config = '{\"webhookId\":{}}'    | config = ?",
            })
    void settingsOfADestination(String poison, String cure) {
        UUID first = poisoned.accept("{\"category\":\"sale\"}");
        becomes(poisoned, first, "delivered", SOON);
        String column = poison.substring(0, poison.indexOf(' '));
        Object before = hub.jdbc()
                .sql("SELECT " + (column.equals("config") ? "config::text" : column) + " FROM destination WHERE id = ?")
                .param(destination)
                .query((row, index) -> row.getObject(1))
                .single();
        run("UPDATE destination SET " + poison + " WHERE id = ?", destination);
        UUID left = leftInOutbox(poisoned, "{}");
        UUID fresh = poisoned.accept("{\"category\":\"sale\",\"title\":\"fresh\"}");

        othersAreServed();
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        poisoned.event(fresh).at("/deliveries/0/error").asText()
                                + poisoned.event(left).at("/deliveries/0/error").asText())
                .contains("settings cannot be read"));
        assertThat(poisoned.call("GET", "/api/v1/destinations").statusCode()).isEqualTo(200);

        run(
                "UPDATE destination SET " + cure.replace("?", column.equals("config") ? "?::jsonb" : "?")
                        + " WHERE id = ?",
                before,
                destination);
        becomes(poisoned, left, "delivered", HEALED);
        becomes(poisoned, fresh, "delivered", HEALED);
    }

    @Test
    void typeOfADestination() {
        run("UPDATE destination SET type = 'nonsense' WHERE id = ?", destination);
        UUID left = leftInOutbox(poisoned, "{}");

        othersAreServed();
        await().atMost(SOON).untilAsserted(() -> assertThat(poisoned.event(left)
                        .at("/deliveries/0/attempts/0/detail")
                        .asText())
                .isNotBlank());
        assertThat(poisoned.call("GET", "/api/v1/destinations").statusCode()).isEqualTo(200);
    }

    @Test
    void anEventThatStopsTheHubAgainAndAgainIsSetAside() {
        UUID event = leftInOutbox(poisoned, "{}");
        run("UPDATE event_outbox SET sweeps = 10 WHERE first_id = ?", event);

        // It is tried by itself, and gets through.
        becomes(poisoned, event, "delivered", HEALED);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM event_set_aside WHERE event_id = ?")
                        .param(event)
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
