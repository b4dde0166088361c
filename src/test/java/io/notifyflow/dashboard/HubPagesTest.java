package io.notifyflow.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.notifyflow.testing.TestAccount.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeSignature;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What an operator does about webhooks and money. */
@HubTest
class HubPagesTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    private JsonNode deliver(JsonNode event) {
        String body = event.toString();
        HttpResponse<String> answer = TestAccount.send(HttpRequest.newBuilder(
                        hub.address().resolve("/webhooks/stripe"))
                .header(
                        "Stripe-Signature",
                        StripeSignature.header(
                                StripeStandIn.WEBHOOK_SECRET, Instant.now().getEpochSecond(), body))
                .POST(BodyPublishers.ofString(body))
                .build());
        Assertions.assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** Of a customer that the hub has never heard of. */
    private ObjectNode subscription(String currency) {
        ObjectNode subscription =
                stripe.subscribe(stripe.add("customer", "cus").path("id").asText(), null, StripeStandIn.PRO_MONTHLY);
        stripe.change(subscription, now -> ((ObjectNode) now.at("/items/data/0/price"))
                .put("currency", currency)
                .put("unit_amount_decimal", "5120"));
        return subscription;
    }

    @Test
    void replaysWhatWasParkedAndCountsWhatItBringsIn() {
        TestAccount operator = hub.newOperator();
        TestAccount buyer = hub.newAccount("free");
        ObjectNode subscription = subscription("omr");
        JsonNode event = StripeStandIn.event(
                "customer.subscription.created",
                stripe.object(subscription.path("id").asText()));
        Assertions.assertThat(deliver(event).path("state").asText()).isEqualTo("parked");
        stripe.change(subscription, now -> now.withObject("/metadata")
                .put("notifyflow_account", buyer.id().toString()));

        try (Visitor visitor = Visitor.owner(hub, operator)) {
            Page page = visitor.open("/home/hub/webhooks?state=parked");
            String id = event.path("id").asText();
            Locator row = page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(id));
            assertThat(row).containsText("parked");
            visitor.accessible();
            visitor.screenshot("webhooks-parked");
            row.getByRole(AriaRole.BUTTON).click();
            visitor.open("/home/hub/webhooks?state=applied");
            assertThat(row).containsText("replayed 1 times");

            visitor.open("/home/hub/business");
            Locator income = page.getByLabel("Monthly recurring revenue")
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("OMR"));
            assertThat(income).containsText("5.120 OMR");
            assertThat(page.getByLabel("Months").getByRole(AriaRole.ROW)).hasCount(13);
            assertThat(page.getByLabel("Months")).containsText("%");
            visitor.accessible();
            visitor.screenshot("business");
            visitor.nothingComplained();
        }
    }

    @Test
    void areNoPagesForOthers() {
        TestAccount account = hub.newAccount();
        try (Visitor visitor = Visitor.owner(hub, account)) {
            for (String path : List.of("routes", "webhooks", "health", "business")) {
                Assertions.assertThat(visitor.page()
                                .navigate(hub.address()
                                        .resolve("/home/hub/" + path)
                                        .toString())
                                .status())
                        .as(path)
                        .isEqualTo(404);
            }
        }
    }
}
