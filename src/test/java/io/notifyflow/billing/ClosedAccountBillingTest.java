package io.notifyflow.billing;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.account.AccountClosed;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

@HubTest
class ClosedAccountBillingTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    @Autowired
    ClosedAccountBilling billing;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    TransactionTemplate transaction;

    Biller biller;
    TestAccount account;
    ObjectNode subscription;

    @BeforeEach
    void subscribe() {
        biller = new Biller(hub, stripe);
        account = biller.account();
        subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
    }

    @AfterEach
    void mendStripe() {
        stripe.clearFaults();
    }

    /** As identity does it. */
    private void close() {
        transaction.executeWithoutResult(status -> {
            closeSilently();
            events.publishEvent(new AccountClosed(account.id()));
        });
    }

    private void closeSilently() {
        hub.jdbc()
                .sql("UPDATE account SET closed_at = now() WHERE id = ?")
                .param(account.id())
                .update();
    }

    private String atStripe() {
        return stripe.object(subscription.path("id").asText()).path("status").asText();
    }

    private String here() {
        return hub.jdbc()
                .sql("SELECT status FROM subscription WHERE id = ?")
                .param(subscription.path("id").asText())
                .query(String.class)
                .single();
    }

    @Test
    void theSubscriptionOfAClosedAccountIsCancelled() {
        close();

        await().until(() -> here().equals("canceled"));
        assertThat(atStripe()).isEqualTo("canceled");
        int calls = stripe.calls("DELETE", "/v1/subscriptions").size();
        billing.cancelAll();
        assertThat(stripe.calls("DELETE", "/v1/subscriptions")).hasSize(calls);
    }

    @Test
    void isTriedAgainWhenStripeDoesNotAnswer() {
        String path = "/v1/subscriptions/" + subscription.path("id").asText();
        stripe.fail(path, 503, 1);

        close();
        await().until(() -> !stripe.calls("DELETE", path).isEmpty());
        await().until(() -> {
            billing.cancelAll();
            return here().equals("canceled");
        });

        assertThat(atStripe()).isEqualTo("canceled");
        assertThat(stripe.calls("DELETE", path)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void theReconciliationCatchesWhatNobodyTold() {
        closeSilently();
        TestAccount operator = biller.operator();

        await().until(() ->
                Biller.post(operator, "/api/v1/billing/reconciliations", "").statusCode() == 202);

        await().until(() -> here().equals("canceled"));
    }

    @Test
    void anOpenAccountKeepsItsSubscription() {
        billing.cancelAll();

        assertThat(atStripe()).isEqualTo("active");
        assertThat(json(account.call("GET", "/api/v1/billing")).path("plan").asText())
                .isEqualTo("pro");
    }
}
