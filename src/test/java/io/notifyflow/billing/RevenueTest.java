package io.notifyflow.billing;

import static io.notifyflow.billing.Biller.get;
import static io.notifyflow.billing.Biller.post;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is known of the money that subscriptions bring in. */
@HubTest
class RevenueTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    Biller biller;

    @BeforeEach
    void makeBiller() {
        biller = new Biller(hub, stripe);
    }

    private Map<String, Object> stored(JsonNode subscription) {
        return hub.jdbc()
                .sql("SELECT * FROM subscription WHERE id = ?")
                .param(subscription.path("id").asText())
                .query()
                .singleRow();
    }

    private static ObjectNode price(ObjectNode subscription) {
        return (ObjectNode) subscription.at("/items/data/0/price");
    }

    @ParameterizedTest(name = "{0} {1} every {3} {2}, {4} of them: {5} a month")
    @CsvSource({
        "900, usd, month, 1, 1, 900",
        "12000, eur, year, 1, 1, 1000",
        "12000, eur, year, 1, 3, 3000",
        "3000, usd, month, 3, 1, 1000",
        "500, jpy, week, 1, 1, 2166.6667",
        "0.5, usd, day, 1, 100, 1520.8333",
        "5120, kwd, month, 1, 1, 5120",
    })
    void isCountedByTheMonth(
            BigDecimal amount, String currency, String interval, int count, int quantity, BigDecimal monthly) {
        ObjectNode subscription = biller.subscription(biller.account());
        stripe.change(subscription, now -> {
            ((ObjectNode) now.at("/items/data/0")).put("quantity", quantity);
            price(now)
                    .put("unit_amount_decimal", amount.toPlainString())
                    .put("currency", currency)
                    .withObject("/recurring")
                    .put("interval", interval)
                    .put("interval_count", count);
        });

        biller.deliver("customer.subscription.created", subscription);

        assertThat((BigDecimal) stored(subscription).get("monthly_amount")).isEqualByComparingTo(monthly);
        assertThat(stored(subscription)).containsEntry("currency", currency);
    }

    @Test
    void isNotInventedWhereThePriceIsNotFixed() {
        ObjectNode metered = biller.subscription(biller.account());
        stripe.change(metered, now -> price(now).withObject("/recurring").put("usage_type", "metered"));
        ObjectNode tiered = biller.subscription(biller.account());
        stripe.change(tiered, now -> price(now)
                .put("billing_scheme", "tiered")
                .putNull("unit_amount")
                .putNull("unit_amount_decimal"));

        biller.deliver("customer.subscription.created", metered);
        biller.deliver("customer.subscription.created", tiered);

        assertThat(stored(metered)).containsEntry("monthly_amount", null).containsEntry("currency", "usd");
        assertThat(stored(tiered)).containsEntry("monthly_amount", null).containsEntry("currency", "usd");
    }

    @Test
    void isThatOfNowWhateverTheOrderOfTheEvents() {
        ObjectNode subscription = biller.subscription(biller.account());
        JsonNode created = StripeStandIn.event("customer.subscription.created", stripe.object(id(subscription)));
        stripe.change(subscription, now -> price(now).put("unit_amount_decimal", "1900"));
        JsonNode updated = StripeStandIn.event("customer.subscription.updated", stripe.object(id(subscription)));

        biller.deliver(updated);
        biller.deliver(created);

        assertThat((BigDecimal) stored(subscription).get("monthly_amount")).isEqualByComparingTo("1900");
    }

    private static String id(JsonNode subscription) {
        return subscription.path("id").asText();
    }

    @Test
    void anEndHasTheTimeThatStripeTells() {
        ObjectNode subscription = biller.subscription(biller.account());
        biller.deliver("customer.subscription.created", subscription);
        assertThat(stored(subscription)).containsEntry("ended_at", null);
        stripe.change(subscription, now -> now.put("status", "canceled").put("ended_at", 1_790_500_000L));

        biller.deliver("customer.subscription.deleted", subscription);

        Instant ended = hub.jdbc()
                .sql("SELECT ended_at FROM subscription WHERE id = ?")
                .param(id(subscription))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        assertThat(ended).isEqualTo(Instant.ofEpochSecond(1_790_500_000L));
    }

    @Test
    void isAskedForOnceWhereAnOlderHubStoredTheSubscription() {
        ObjectNode subscription = biller.subscription(biller.account());
        biller.deliver("customer.subscription.created", subscription);
        hub.jdbc()
                .sql("UPDATE subscription SET monthly_amount = NULL, currency = NULL WHERE id = ?")
                .param(id(subscription))
                .update();
        TestAccount operator = biller.operator();

        String path = post(operator, "/api/v1/billing/reconciliations", "")
                .headers()
                .firstValue("Location")
                .orElseThrow();

        await().until(() -> !json(get(operator, path)).path("status").asText().equals("running"));
        assertThat((BigDecimal) stored(subscription).get("monthly_amount")).isEqualByComparingTo("900");
        assertThat(json(get(operator, path)).path("details").findValuesAsText("subscriptionId"))
                .doesNotContain(id(subscription));
    }
}
