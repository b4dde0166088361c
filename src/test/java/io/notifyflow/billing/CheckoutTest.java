package io.notifyflow.billing;

import static io.notifyflow.billing.Biller.billing;
import static io.notifyflow.billing.Biller.checkout;
import static io.notifyflow.billing.Biller.post;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class CheckoutTest {

    @Autowired
    Hub hub;

    @Autowired
    StripeStandIn stripe;

    Biller biller;
    TestAccount account;

    @BeforeEach
    void makeAccount() {
        biller = new Biller(hub, stripe);
        account = biller.account();
    }

    @AfterEach
    void mendStripe() {
        stripe.clearFaults();
    }

    private List<StripeStandIn.Call> sessionsOf(TestAccount account) {
        return stripe.calls("POST", "/v1/checkout/sessions").stream()
                .filter(call -> account.id().toString().equals(call.parameters().get("client_reference_id")))
                .toList();
    }

    @Test
    void opensAPageForASubscription() {
        HttpResponse<String> answer = checkout(account, "{'plan':'pro'}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).path("url").asText()).startsWith("https://checkout.stripe.com/c/pay/cs_test_");
        Map<String, String> asked = sessionsOf(account).getFirst().parameters();
        assertThat(asked)
                .containsEntry("mode", "subscription")
                .containsEntry("line_items[0][price]", StripeStandIn.PRO_MONTHLY)
                .containsEntry("metadata[notifyflow_plan]", "pro")
                .containsEntry(
                        "subscription_data[metadata][notifyflow_account]",
                        account.id().toString())
                .containsEntry("success_url", "https://hub.example.test/?checkout=success");
        assertThat(billing(account).path("plan").asText()).isEqualTo("free");
    }

    @Test
    void opensAPageForAPurchaseForGood() {
        HttpResponse<String> answer = checkout(
                account,
                "{'plan':'PRO','mode':'payment','successUrl':'/paid?s={CHECKOUT_SESSION_ID}',"
                        + "'cancelUrl':'https://hub.example.test/plans'}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(sessionsOf(account).getFirst().parameters())
                .containsEntry("mode", "payment")
                .containsEntry("line_items[0][price]", "price_pro_once")
                .containsEntry("success_url", "https://hub.example.test/paid?s={CHECKOUT_SESSION_ID}")
                .containsEntry("cancel_url", "https://hub.example.test/plans");
    }

    @Test
    void fiftyAtOnceMakeOneCustomerAndOnePage() {
        List<HttpResponse<String>> answers = Biller.together(50, () -> checkout(account, "{'plan':'pro'}"));

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201));
        assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(stripe.calls("POST", "/v1/customers").stream()
                        .filter(call ->
                                account.id().toString().equals(call.parameters().get("metadata[notifyflow_account]"))))
                .hasSize(1)
                .allSatisfy(call -> assertThat(call.idempotencyKey()).startsWith("notifyflow-customer-"));
        assertThat(sessionsOf(account).stream()
                        .map(StripeStandIn.Call::idempotencyKey)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void theSameWishIsAnotherOneAfterSomethingWasBought() {
        String before = json(checkout(account, "{'plan':'pro'}")).path("url").asText();
        ObjectNode subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
        stripe.change(subscription, now -> now.put("status", "canceled"));
        biller.deliver("customer.subscription.deleted", subscription);

        assertThat(json(checkout(account, "{'plan':'pro'}")).path("url").asText())
                .isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "http://hub.example.test/",
                "https://hub.example.test:8443/",
                "https://hub.example.test.evil.example/",
                "https://hub.example.test@evil.example/",
                "//evil.example/",
                "/\\\\evil.example/",
                "javascript:alert(1)",
                "evil.example",
                ""
            })
    void leadsBackToNowhereElse(String url) {
        HttpResponse<String> answer = checkout(account, "{'plan':'pro','successUrl':'" + url + "'}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(json(answer).at("/errors/0/member").asText()).isEqualTo("successUrl");
        assertThat(post(account, "/api/v1/billing/portal", "{'returnUrl':'" + url + "'}")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'plan':'gold'}                     | plan    | pro, team",
                "{}                                  | plan    | pro, team",
                "{'plan':'pro','mode':'gift'}        | mode    | must be subscription, or payment",
                "{'plan':'team','mode':'payment'}    | mode    | team has no price for a payment",
                "{'plan':'pro','account':'x'}        | account | is unknown",
                "{'plan':'pro','cancelUrl':7}        | cancelUrl | must be a page of this hub",
            })
    void saysWhatIsWrong(String body, String member, String told) {
        HttpResponse<String> answer = checkout(account, body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }

    @Test
    void refusesToSellWhatTheAccountHas() {
        assertThat(problem(checkout(hub.newAccount("unlimited"), "{'plan':'pro'}"), 409))
                .isEqualTo("plan-held-already");
        biller.deliver("customer.subscription.created", biller.subscription(account));
        assertThat(problem(checkout(account, "{'plan':'team'}"), 409)).isEqualTo("subscription-exists");
        assertThat(checkout(account, "{'plan':'pro','mode':'payment'}").statusCode())
                .isEqualTo(201);
    }

    private static String problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer).path("type").asText().replace("urn:notifyflow:problem:", "");
    }

    @Test
    void opensThePortalOfWhoHasBought() {
        assertThat(problem(post(account, "/api/v1/billing/portal", ""), 409)).isEqualTo("no-customer");

        biller.customer(account);
        HttpResponse<String> answer = post(account, "/api/v1/billing/portal", "{'returnUrl':'/usage'}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).path("url").asText()).startsWith("https://billing.stripe.com/");
        assertThat(stripe.calls("POST", "/v1/billing_portal/sessions").getLast().parameters())
                .containsEntry("return_url", "https://hub.example.test/usage");
    }

    @ParameterizedTest
    @CsvSource({"402,502,stripe-refused", "429,503,stripe-unavailable", "500,503,stripe-unavailable"})
    void passesStripesErrorsOnInItsOwnWords(int stripes, int status, String type, CapturedOutput output) {
        biller.customer(account);
        stripe.fail("/v1/checkout/sessions", stripes, 1);

        HttpResponse<String> answer = checkout(account, "{'plan':'pro','mode':'payment'}");

        assertThat(problem(answer, status)).isEqualTo(type);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        assertThat(List.of(answer.body(), output.getAll()))
                .allSatisfy(text -> assertThat(text).doesNotContain(StripeStandIn.KEY));
        assertThat(checkout(account, "{'plan':'pro','mode':'payment'}").statusCode())
                .isEqualTo(201);
    }

    @Test
    void makesANewCustomerWhereTheOldOneIsGone() {
        String gone = biller.customer(account);
        stripe.deleteCustomer(gone);

        assertThat(checkout(account, "{'plan':'pro','mode':'payment'}").statusCode())
                .isEqualTo(201);
        assertThat(biller.customer(account)).isNotEqualTo(gone);
    }

    @Test
    void showsWhetherPaymentsAreSetUp() {
        JsonNode billing = billing(account);

        assertThat(billing.path("configured").asBoolean()).isTrue();
        assertThat(billing.path("status").asText()).isEqualTo("none");
        assertThat(billing.path("plansOnOffer").toString()).isEqualTo("[\"pro\",\"team\"]");
    }
}
