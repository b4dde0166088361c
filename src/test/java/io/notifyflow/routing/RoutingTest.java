package io.notifyflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class RoutingTest {

    @Autowired
    Hub hub;

    TestAccount account;
    String webhook;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        webhook = Hub.newWebhookId();
    }

    @Test
    void sendsToTheDefaultDestination() {
        account.addWebhook("main", webhook, true);

        JsonNode event = routed("{\"category\":\"sale\"}");

        assertThat(event.path("deliveries")).hasSize(1);
        assertThat(event.at("/deliveries/0/destination").asText()).isEqualTo("main");
        assertThat(event.at("/deliveries/0/reason").asText()).isEqualTo("default");
    }

    @Test
    void sendsToTheDestinationOfTheCategoryInPlaceOfTheDefault() {
        account.addWebhook("main", webhook, true);
        UUID sales = account.addWebhook("sales", Hub.newWebhookId(), false);
        hub.jdbc()
                .sql(
                        """
                INSERT INTO category_destination (category_id, destination_id, account_id)
                SELECT id, ?, account_id FROM category WHERE account_id = ? AND name = 'sale'
                """)
                .params(sales, account.id())
                .update();

        assertThat(reasons(routed("{\"category\":\"sale\"}"))).isEqualTo("sales: category sale");
        assertThat(reasons(routed("{\"category\":\"bug\"}"))).isEqualTo("main: default");
    }

    @Test
    void sendsAlsoToTheDestinationsOfMatchingRules() {
        account.addWebhook("main", webhook, true);
        UUID large = account.addWebhook("large", Hub.newWebhookId(), false);
        addRule("Large sales", "category == 'sale' && fields.amount > 1000", large);

        assertThat(reasons(routed("{\"category\":\"sale\",\"fields\":{\"amount\":1000.5}}")))
                .isEqualTo("large: rule Large sales, main: default");
        assertThat(reasons(routed("{\"category\":\"sale\",\"fields\":{\"amount\":1000}}")))
                .isEqualTo("main: default");
        assertThat(reasons(routed("{\"category\":\"sale\"}"))).isEqualTo("main: default");
    }

    @Test
    void isNotHeldUpByARuleThatIsNotValid() {
        account.addWebhook("main", webhook, true);
        addRule("broken", "fields.amount >", account.addWebhook("other", Hub.newWebhookId(), false));

        assertThat(reasons(routed("{\"category\":\"sale\"}"))).isEqualTo("main: default");
    }

    @Test
    void keepsAnEventWithoutDestinationAsUnrouted() {
        JsonNode event = routed("{\"category\":\"sale\"}");

        assertThat(event.path("status").asText()).isEqualTo("unrouted");
        assertThat(event.path("deliveries")).isEmpty();
    }

    @Test
    void followsTheOperatorsRulesInYaml() {
        account.addWebhook("main", webhook, true);
        account.addWebhook("on-call", Hub.newWebhookId(), false);

        assertThat(reasons(routed("{\"category\":\"outage\"}")))
                .isEqualTo("main: default, on-call: operator: outages go to on-call");
        assertThat(routed("{\"category\":\"debug\"}").path("status").asText()).isEqualTo("unrouted");
    }

    @Test
    void routesAnEventThatACrashLeftInTheOutbox() {
        account.addWebhook("main", webhook, true);
        UUID old = UUID.fromString(hub.jdbc()
                .sql("SELECT overlay(uuid7_floor(now() - interval '10 seconds')::text placing '7abc-8abc' from 15)")
                .query(String.class)
                .single());
        hub.jdbc()
                .sql("INSERT INTO event (id, account_id, category, fields) VALUES (?, ?, 'sale', '{\"a\":1.50}')")
                .params(old, account.id())
                .update();
        hub.jdbc()
                .sql("INSERT INTO event_outbox (first_id, last_id, event_ids) VALUES (?, ?, ARRAY[?])")
                .params(old, old, old)
                .update();

        await().untilAsserted(() ->
                assertThat(account.event(old).path("status").asText()).isEqualTo("delivered"));
        assertThat(account.messages(webhook)).hasSize(1);
        assertThat(account.messages(webhook)
                        .getFirst()
                        .at("/embeds/0/fields/0/value")
                        .asText())
                .isEqualTo("1.50");
    }

    private void addRule(String name, String expression, UUID destination) {
        hub.jdbc()
                .sql(
                        "INSERT INTO routing_rule (id, account_id, name, expression, destination_id) VALUES (?, ?, ?, ?, ?)")
                .params(EventIds.next(), account.id(), name, expression, destination)
                .update();
    }

    private JsonNode routed(String body) {
        UUID id = account.accept(body);
        await().until(() -> !account.event(id).path("status").asText().equals("accepted"));
        return account.event(id);
    }

    private static String reasons(JsonNode event) {
        return event.path("deliveries")
                .valueStream()
                .map(delivery -> delivery.path("destination").asText() + ": "
                        + delivery.path("reason").asText())
                .sorted()
                .collect(java.util.stream.Collectors.joining(", "));
    }
}
