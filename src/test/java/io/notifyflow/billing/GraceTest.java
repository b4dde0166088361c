package io.notifyflow.billing;

import static io.notifyflow.billing.Biller.billing;
import static io.notifyflow.billing.Biller.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class GraceTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    @Autowired
    ShiftedClock clock;

    @Autowired
    GraceExpiry expiry;

    Biller biller;
    TestAccount account;
    ObjectNode subscription;
    ObjectNode invoice;

    @BeforeEach
    void failThePayment() {
        biller = new Biller(hub, stripe);
        account = biller.account();
        subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
        invoice = stripe.add("invoice", "in");
        stripe.change(invoice, now -> {
            now.put("status", "open").put("billing_reason", "subscription_cycle");
            ((ObjectNode) now.at("/parent/subscription_details"))
                    .put("subscription", subscription.path("id").asText());
        });
        stripe.change(subscription, now -> {
            now.put("status", "past_due")
                    .put("latest_invoice", invoice.path("id").asText());
            ((ObjectNode) now.at("/items/data/0"))
                    .put(
                            "current_period_start",
                            Instant.now().minusSeconds(3600).getEpochSecond());
        });
    }

    @AfterEach
    void resetClock() {
        clock.shift(Duration.ZERO);
    }

    @Test
    void keepsThePlanForAWeekAndThenTakesIt() {
        biller.deliver("invoice.payment_failed", invoice);

        assertThat(plan(account)).isEqualTo("pro");
        assertThat(billing(account).path("status").asText()).isEqualTo("past_due");
        assertThat(Instant.parse(billing(account).path("graceUntil").asText()))
                .isCloseTo(Instant.now().plus(Duration.ofDays(7)), within(1, ChronoUnit.MINUTES));

        clock.shift(Duration.ofDays(6));
        expiry.run();
        assertThat(plan(account)).isEqualTo("pro");

        clock.shift(Duration.ofDays(7).plusMinutes(1));
        expiry.run();
        assertThat(plan(account)).isEqualTo("free");
    }

    @Test
    void aPaymentInTheGracePeriodKeepsThePlan() {
        biller.deliver("invoice.payment_failed", invoice);
        stripe.change(invoice, now -> now.put("status", "paid"));
        stripe.change(subscription, now -> now.put("status", "active"));
        biller.deliver("invoice.paid", invoice);

        clock.shift(Duration.ofDays(8));
        expiry.run();

        assertThat(plan(account)).isEqualTo("pro");
        assertThat(billing(account).has("graceUntil")).isFalse();
    }

    @Test
    void aPaymentAfterTheGracePeriodBringsThePlanBack() {
        biller.deliver("invoice.payment_failed", invoice);
        clock.shift(Duration.ofDays(8));
        expiry.run();
        clock.shift(Duration.ZERO);
        stripe.change(subscription, now -> now.put("status", "active"));

        biller.deliver("invoice.paid", invoice);

        assertThat(plan(account)).isEqualTo("pro");
    }

    @Test
    void noOrderOfEventsProlongsIt() {
        JsonNode early = StripeStandIn.event("invoice.payment_failed", invoice)
                .put("created", Instant.now().minusSeconds(1800).getEpochSecond());

        biller.deliver("customer.subscription.updated", subscription);
        biller.deliver(early);
        biller.deliver("invoice.payment_failed", invoice);

        assertThat(Instant.parse(billing(account).path("graceUntil").asText()))
                .isCloseTo(Instant.now().plus(Duration.ofDays(7)).minusSeconds(1800), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void aFailureOfAnEarlierPeriodDoesNotShortenIt() {
        JsonNode lastYears = StripeStandIn.event("invoice.payment_failed", invoice)
                .put("created", Instant.now().minus(Duration.ofDays(300)).getEpochSecond());

        biller.deliver(lastYears);

        assertThat(plan(account)).isEqualTo("pro");
    }

    @Test
    void whatStripeGivesUpEndsAtOnce() {
        stripe.change(subscription, now -> now.put("status", "unpaid"));
        biller.deliver("customer.subscription.updated", subscription);

        assertThat(plan(account)).isEqualTo("free");
    }
}
