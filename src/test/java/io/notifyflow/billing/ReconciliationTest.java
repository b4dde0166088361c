package io.notifyflow.billing;

import static io.notifyflow.billing.Biller.get;
import static io.notifyflow.billing.Biller.plan;
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
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class ReconciliationTest {

    private static final String PATH = "/api/v1/billing/reconciliations";

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    @Autowired
    Reconciliations reconciliations;

    Biller biller;
    TestAccount operator;

    @BeforeEach
    void makeOperator() {
        biller = new Biller(hub, stripe);
        operator = biller.operator();
    }

    @AfterEach
    void mendStripe() {
        stripe.clearFaults();
    }

    private JsonNode run() {
        HttpResponse<String> begun = post(operator, PATH, "");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        await().untilAsserted(() -> assertThat(
                        json(get(operator, location)).path("status").asText())
                .isNotEqualTo("running"));
        return json(get(operator, location));
    }

    private static JsonNode of(JsonNode reconciliation, JsonNode subscription) {
        Stream<JsonNode> details =
                StreamSupport.stream(reconciliation.path("details").spliterator(), false);
        return details.filter(found -> found.path("subscriptionId").equals(subscription.path("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mendsWhatNoWebhookTold() {
        TestAccount missed = biller.account();
        ObjectNode created = biller.subscription(missed);
        TestAccount stale = biller.account();
        ObjectNode cancelled = biller.subscription(stale);
        biller.deliver("customer.subscription.created", cancelled);
        stripe.change(cancelled, now -> now.put("status", "canceled"));
        TestAccount changed = biller.account();
        ObjectNode upgraded = biller.subscription(changed);
        biller.deliver("customer.subscription.created", upgraded);
        stripe.change(
                upgraded, now -> ((ObjectNode) now.at("/items/data/0/price")).put("id", StripeStandIn.TEAM_MONTHLY));

        JsonNode result = run();

        assertThat(plan(missed)).isEqualTo("pro");
        assertThat(plan(stale)).isEqualTo("free");
        assertThat(plan(changed)).isEqualTo("team");
        assertThat(result.path("status").asText()).isEqualTo("finished");
        assertThat(of(result, created).has("ours")).isFalse();
        assertThat(of(result, cancelled).path("theirs").asText()).isEqualTo("canceled");
        assertThat(of(result, upgraded).path("ours").asText()).startsWith("active pro until");
        assertThat(of(result, upgraded).path("mended").asBoolean()).isTrue();
        assertThat(run().toString())
                .doesNotContain(created.path("id").asText())
                .doesNotContain(cancelled.path("id").asText());
    }

    @Test
    void readsPageAfterPage() {
        String customer = stripe.add("customer", "cus").path("id").asText();
        for (int i = 0; i < 230; i++) {
            stripe.subscribe(customer, null, StripeStandIn.PRO_MONTHLY);
        }
        int before = stripe.calls("GET", "/v1/subscriptions").size();

        JsonNode result = run();

        assertThat(result.path("checked").asInt()).isGreaterThanOrEqualTo(230);
        assertThat(stripe.calls("GET", "/v1/subscriptions").stream()
                        .skip(before)
                        .filter(call -> call.path().equals("/v1/subscriptions")))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void tellsWhatItCannotMend() {
        TestAccount account = biller.account();
        ObjectNode subscription = biller.subscription(account);
        stripe.change(subscription, now -> ((ObjectNode) now.at("/items/data/0/price")).put("id", "price_unknown"));

        JsonNode found = of(run(), subscription);

        assertThat(found.path("mended").asBoolean()).isFalse();
        assertThat(found.path("reason").asText()).contains("belongs to no plan");
        stripe.remove(subscription.path("id").asText());
    }

    @Test
    void saysThatStripeDidNotAnswer() {
        stripe.fail("/v1/subscriptions", 500, 1);

        JsonNode result = run();

        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.path("error").asText()).contains("Stripe does not answer");
    }

    @Test
    void runsOneAtATimeAndOnceANight() {
        LocalDate night = LocalDate.of(2031, 1, 1);
        var first = reconciliations.begin(night);

        assertThat(first).isPresent();
        assertThat(reconciliations.begin(null)).isEmpty();
        assertThat(post(operator, PATH, "").statusCode()).isEqualTo(409);
        reconciliations.end(first.orElseThrow(), "finished", null);
        assertThat(reconciliations.begin(night)).isEmpty();
    }

    @Test
    void takesOverWhatADeadHubLeft() {
        var dead = reconciliations.begin(null).orElseThrow();
        hub.jdbc()
                .sql("UPDATE reconciliation SET lease_until = now() - interval '1 second' WHERE id = ?")
                .params(dead)
                .update();

        assertThat(run().path("status").asText()).isEqualTo("finished");
        assertThat(json(get(operator, PATH + "/" + dead)).path("status").asText())
                .isEqualTo("interrupted");
        assertThat(reconciliations.checked(dead, 1)).isFalse();
    }

    @Test
    void isTheOperatorsAlone() {
        TestAccount stranger = hub.newAccount();

        assertThat(post(stranger, PATH, "").statusCode()).isEqualTo(404);
        assertThat(get(stranger, PATH).statusCode()).isEqualTo(404);
        assertThat(json(get(operator, PATH)).path("reconciliations").isArray()).isTrue();
    }
}
