package io.notifyflow.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Alternations;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class PlanSeenAtOnceTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    /** The limit of requests is taken from the account in memory. */
    @Test
    void thePlanHoldsFromTheAnswerToStripesWebhook() {
        var biller = new Biller(hub, stripe);
        TestAccount account = biller.account();
        String customer = biller.customer(account);
        Alternations.run(round -> {
            ObjectNode subscription = biller.stripeSubscription(account, customer);
            biller.deliver("customer.subscription.created", subscription);
            String paid = limit(account);
            stripe.change(subscription, now -> now.put("status", "canceled"));
            biller.deliver("customer.subscription.deleted", subscription);

            assertThat(limit(account)).isNotEqualTo(paid);
        });
    }

    private static String limit(TestAccount account) {
        HttpResponse<String> answer = account.call("GET", "/api/v1/me");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("RateLimit-Policy").orElse("none");
    }
}
