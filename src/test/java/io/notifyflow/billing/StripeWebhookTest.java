package io.notifyflow.billing;

import static io.notifyflow.billing.Biller.billing;
import static io.notifyflow.billing.Biller.plan;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeSignature;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class StripeWebhookTest {

    private static final String BODY = "{\"id\":\"evt_body\",\"object\":\"event\",\"type\":\"plan.created\"}";

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

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String signed(String secret, long seconds) {
        return StripeSignature.header(secret, seconds, BODY);
    }

    static Stream<Arguments> unusableSignatures() {
        String secret = StripeStandIn.WEBHOOK_SECRET;
        String v1 = StripeSignature.v1(secret, now(), BODY);
        return Stream.of(
                Arguments.of("no header", null),
                Arguments.of("empty", ""),
                Arguments.of("t alone", "t"),
                Arguments.of("v1 alone", "v1"),
                Arguments.of("commas", ",,,"),
                Arguments.of("no number", "t=abc,v1=" + v1),
                Arguments.of("negative", "t=-5,v1=" + v1),
                Arguments.of("beyond all numbers", "t=99999999999999999999,v1=" + v1),
                Arguments.of("no time", "v1=" + v1),
                Arguments.of("no signature", "t=" + now()),
                Arguments.of("an empty signature", "t=" + now() + ",v1="),
                Arguments.of("one hour ahead", signed(secret, now() + 3600)),
                Arguments.of("ten years ahead", signed(secret, now() + 315_360_000)),
                Arguments.of("15 minutes ahead", signed(secret, now() + 900)),
                Arguments.of("15 minutes ago", signed(secret, now() - 900)),
                Arguments.of("only v0", signed(secret, now()).replace("v1=", "v0=")),
                Arguments.of("only v2", signed(secret, now()).replace("v1=", "v2=")),
                Arguments.of("another secret", signed("whsec_another", now())),
                Arguments.of(
                        "another time", "t=" + (now() - 1) + ",v1=" + StripeSignature.v1(secret, now() - 7, BODY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableSignatures")
    void refusesWhatStripeDidNotSign(String name, @Nullable String header) {
        HttpResponse<String> answer = biller.post(BODY, header);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:notifyflow:problem:invalid-signature");
        assertThat(answer.body()).doesNotContain("planted");
        assertThat(biller.receipt(json(BODY), "state")).isEqualTo("none");
    }

    @Test
    void refusesAFlippedBit() {
        String header = signed(StripeStandIn.WEBHOOK_SECRET, now());

        assertThat(biller.post(BODY.replace("plan.created", "plan.createe"), header)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void acceptsBothSecretsWhileOneIsRolled() {
        JsonNode event = StripeStandIn.event("plan.created", stripe.add("customer", "cus"));
        String body = event.toString();
        String old = StripeSignature.v1(StripeStandIn.OLD_WEBHOOK_SECRET, now(), body);
        String current = StripeSignature.v1(StripeStandIn.WEBHOOK_SECRET, now(), body);

        assertThat(biller.post(body, "t=" + now() + ",v1=" + old).statusCode()).isEqualTo(200);
        assertThat(biller.post(body, "t=" + now() + ",v1=" + current).statusCode())
                .isEqualTo(200);
        assertThat(biller.post(body, "t=" + now() + ",v1=" + "0".repeat(64) + ",v1=" + old + ",v0=" + current)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {-290, 0, 290})
    void acceptsClocksThatDifferALittle(int seconds) {
        JsonNode event = StripeStandIn.event("plan.created", stripe.add("customer", "cus"));

        assertThat(biller.post(
                                event.toString(),
                                StripeSignature.header(StripeStandIn.WEBHOOK_SECRET, now() + seconds, event.toString()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesWhatIsTooLargeOrNoPost() {
        assertThat(biller.post("x".repeat(300_000)).statusCode()).isEqualTo(413);
        assertThat(TestAccount.send(java.net.http.HttpRequest.newBuilder(
                                        hub.address().resolve("/webhooks/stripe"))
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aHundredCopiesAtOnceHaveOneEffect() {
        JsonNode event = StripeStandIn.event("customer.subscription.created", biller.subscription(account));
        long before = biller.changes(account);

        List<Integer> statuses =
                Biller.together(100, () -> biller.post(event.toString()).statusCode());

        assertThat(statuses).hasSize(100).containsOnly(200);
        assertThat(biller.changes(account)).isEqualTo(before + 1);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM webhook_receipt WHERE event_id = ?")
                        .params(event.path("id").asText())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(plan(account)).isEqualTo("pro");
    }

    @ParameterizedTest
    @CsvSource({"0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"})
    void noOrderOfEventsMatters(int first, int second, int third) {
        ObjectNode subscription = biller.subscription(account);
        JsonNode created = StripeStandIn.event("customer.subscription.created", subscription);
        stripe.change(subscription, now -> now.put("cancel_at_period_end", true));
        JsonNode updated = StripeStandIn.event(
                "customer.subscription.updated",
                stripe.object(subscription.path("id").asText()));
        stripe.change(subscription, now -> now.put("status", "canceled").put("ended_at", now()));
        JsonNode deleted = StripeStandIn.event(
                "customer.subscription.deleted",
                stripe.object(subscription.path("id").asText()));
        List<JsonNode> events = List.of(created, updated, deleted);

        List.of(first, second, third).forEach(index -> biller.deliver(events.get(index)));

        assertThat(plan(account)).isEqualTo("free");
        assertThat(billing(account).path("status").asText()).isEqualTo("canceled");
    }

    @Test
    void eventsOfOneAccountAtOnceAllHaveTheirEffect() {
        ObjectNode subscription = biller.subscription(account);

        List<String> states = Biller.together(40, () -> biller.deliver("customer.subscription.updated", subscription));

        assertThat(states).containsOnly("applied");
        assertThat(plan(account)).isEqualTo("pro");
    }

    @Test
    void keepsThePlanUntilThePeriodEnds() {
        ObjectNode subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
        stripe.change(subscription, now -> now.put("cancel_at_period_end", true));
        biller.deliver("customer.subscription.updated", subscription);

        JsonNode billing = billing(account);
        assertThat(billing.path("plan").asText()).isEqualTo("pro");
        assertThat(billing.path("cancelAtPeriodEnd").asBoolean()).isTrue();
        assertThat(Instant.parse(billing.path("currentPeriodEnd").asText()))
                .isEqualTo(Instant.ofEpochSecond(1_792_592_000L));

        stripe.change(subscription, now -> now.put("status", "canceled"));
        biller.deliver("customer.subscription.deleted", subscription);
        assertThat(plan(account)).isEqualTo("free");
    }

    @Test
    void followsAPauseAndItsEnd() {
        ObjectNode subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
        stripe.change(subscription, now -> now.put("status", "paused"));
        biller.deliver("customer.subscription.paused", subscription);
        assertThat(plan(account)).isEqualTo("free");

        stripe.change(subscription, now -> now.put("status", "active"));
        biller.deliver("customer.subscription.resumed", subscription);
        assertThat(plan(account)).isEqualTo("pro");
    }

    @Test
    void followsAChangeOfPlan() {
        ObjectNode subscription = biller.subscription(account);
        biller.deliver("customer.subscription.created", subscription);
        stripe.change(subscription, now -> ((ObjectNode) now.at("/items/data/0/price"))
                .put("id", StripeStandIn.TEAM_MONTHLY));
        biller.deliver("customer.subscription.updated", subscription);

        assertThat(plan(account)).isEqualTo("team");
    }

    @Test
    void anUnpaidCheckoutGivesNothingUntilItsPaymentArrives() {
        ObjectNode subscription = biller.subscription(account);
        ObjectNode session = session("subscription", "unpaid");
        stripe.change(
                session, now -> now.put("subscription", subscription.path("id").asText()));
        JsonNode invoice = stripe.object(subscription.path("latest_invoice").asText());
        stripe.change(invoice, now -> now.put("status", "open"));

        biller.deliver("customer.subscription.created", subscription);
        biller.deliver("checkout.session.completed", session);
        assertThat(plan(account)).isEqualTo("free");
        assertThat(billing(account).path("awaitingPayment").asBoolean()).isTrue();

        stripe.change(session, now -> now.put("payment_status", "paid"));
        stripe.change(invoice, now -> now.put("status", "paid"));
        biller.deliver("checkout.session.async_payment_succeeded", session);
        assertThat(plan(account)).isEqualTo("pro");
    }

    private ObjectNode session(String mode, String paymentStatus) {
        ObjectNode session = stripe.add("checkout.session", "cs_test");
        stripe.change(session, now -> {
            now.put("mode", mode).put("payment_status", paymentStatus).put("status", "complete");
            now.put("customer", customerOf(account))
                    .put("client_reference_id", account.id().toString());
            now.withObject("/metadata")
                    .put("notifyflow_account", account.id().toString())
                    .put("notifyflow_plan", "pro");
        });
        return session;
    }

    private String customerOf(TestAccount account) {
        return hub.jdbc()
                .sql("SELECT customer_id FROM billing_customer WHERE account_id = ?")
                .params(account.id())
                .query(String.class)
                .optional()
                .orElseGet(() -> biller.customer(account));
    }

    @Test
    void aPaymentGivesThePlanForGoodOnceItArrives() {
        biller.customer(account);
        ObjectNode session = session("payment", "unpaid");
        biller.deliver("checkout.session.completed", session);
        assertThat(plan(account)).isEqualTo("free");

        stripe.change(session, now -> now.put("payment_status", "paid"));
        biller.deliver("checkout.session.async_payment_succeeded", session);
        biller.deliver("checkout.session.completed", session);
        assertThat(plan(account)).isEqualTo("pro");
        assertThat(billing(account).path("purchases")).hasSize(1);

        ObjectNode subscription = biller.stripeSubscription(account, customerOf(account));
        stripe.change(subscription, now -> now.put("status", "canceled"));
        biller.deliver("customer.subscription.deleted", subscription);
        assertThat(plan(account)).isEqualTo("pro");
    }

    @Test
    void aPaymentThatFailedIsShown() {
        biller.customer(account);
        ObjectNode session = session("payment", "unpaid");

        biller.deliver("checkout.session.async_payment_failed", session);

        assertThat(plan(account)).isEqualTo("free");
        assertThat(billing(account).at("/incidents/0/kind").asText()).isEqualTo("failed-payment");
    }

    @Test
    void refundsAndDisputesAreShown() {
        String customer = biller.customer(account);
        ObjectNode charge = stripe.add("charge", "ch");
        stripe.change(charge, now -> now.put("customer", customer).put("amount_refunded", 400));
        biller.deliver("charge.refunded", charge);
        ObjectNode dispute = stripe.add("dispute", "dp");
        stripe.change(dispute, now -> now.put("charge", charge.path("id").asText()));
        JsonNode created = StripeStandIn.event("charge.dispute.created", dispute);
        stripe.change(dispute, now -> now.put("status", "lost"));
        biller.deliver("charge.dispute.closed", dispute);
        biller.deliver(created);

        JsonNode incidents = billing(account).path("incidents");
        assertThat(incidents).hasSize(2);
        assertThat(incidents.toString())
                .contains("\"kind\":\"dispute\"", "\"status\":\"lost\"", "\"reason\":\"fraudulent\"")
                .contains("\"kind\":\"refund\"", "\"status\":\"partial\"", "\"amount\":400");
    }

    @Test
    void aCustomerThatIsDeletedHasNoPlanAndCanComeBack() {
        ObjectNode subscription = biller.subscription(account);
        String customer = subscription.path("customer").asText();
        biller.deliver("customer.subscription.created", subscription);
        JsonNode deleted = StripeStandIn.event("customer.deleted", stripe.object(customer));
        stripe.change(subscription, now -> now.put("status", "canceled"));
        stripe.deleteCustomer(customer);

        biller.deliver(deleted);
        assertThat(plan(account)).isEqualTo("free");
        biller.deliver("customer.subscription.deleted", subscription);
        assertThat(plan(account)).isEqualTo("free");

        assertThat(biller.customer(account)).isNotEqualTo(customer);
    }

    @Test
    void aHigherPlanOfTheAccountIsNeverLowered() {
        TestAccount unlimited = hub.newAccount("unlimited");
        ObjectNode subscription = stripe.subscribe(
                stripe.add("customer", "cus").path("id").asText(), unlimited.id(), StripeStandIn.PRO_MONTHLY);
        biller.deliver("customer.subscription.created", subscription);
        assertThat(plan(unlimited)).isEqualTo("unlimited");

        hub.jdbc()
                .sql("UPDATE account SET plan = 'free' WHERE id = ?")
                .params(unlimited.id())
                .update();
        biller.deliver("customer.subscription.updated", subscription);
        assertThat(plan(unlimited)).isEqualTo("pro");
    }

    @Test
    void storesNothingWhileStripeCannotBeAsked() {
        JsonNode event = StripeStandIn.event("customer.subscription.created", biller.subscription(account));
        stripe.fail("/v1/subscriptions", 500, 1);

        HttpResponse<String> answer = biller.post(event.toString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(biller.receipt(event, "state")).isEqualTo("none");

        assertThat(biller.deliver(event)).isEqualTo("applied");
        assertThat(plan(account)).isEqualTo("pro");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-06-20            | is older than",
                "2025-02-24.acacia     | is older than",
                "                      | has no api_version",
                "2027-01-01.elderberry | does not know",
                "yesterday             | of an unknown form",
                "2026-13-99.dahlia     | of an unknown form"
            })
    void parksVersionsThatItDoesNotKnowUntilTheyAreReplayed(@Nullable String version, String reason) {
        ObjectNode subscription = biller.subscription(account);
        ObjectNode event = StripeStandIn.event("customer.subscription.created", subscription);
        event.put("api_version", version);

        assertThat(biller.deliver(event)).isEqualTo("parked");
        assertThat(biller.deliver(event)).isEqualTo("parked");
        assertThat(biller.receipt(event, "reason")).contains(reason);
        assertThat(plan(account)).isEqualTo("free");

        TestAccount operator = biller.operator();
        HttpResponse<String> replayed =
                Biller.post(operator, "/api/v1/webhook-receipts/" + biller.receiptId(event) + "/replay", "");
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        assertThat(json(replayed).path("state").asText()).isEqualTo("applied");
        assertThat(plan(account)).isEqualTo("pro");
        assertThat(Biller.post(operator, "/api/v1/webhook-receipts/" + biller.receiptId(event) + "/replay", "")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void readsOldShapesWhenTheyAreReplayed() {
        ObjectNode subscription = biller.subscription(account);
        ObjectNode invoice = StripeStandIn.fixture("invoice-before-basil");
        invoice.put("subscription", subscription.path("id").asText());
        ObjectNode event = StripeStandIn.event("invoice.paid", invoice).put("api_version", "2024-06-20");

        assertThat(biller.deliver(event)).isEqualTo("parked");
        Biller.post(biller.operator(), "/api/v1/webhook-receipts/" + biller.receiptId(event) + "/replay", "");

        assertThat(biller.receipt(event, "state")).isEqualTo("applied");
        assertThat(plan(account)).isEqualTo("pro");
        assertThat(billing(account).path("currentPeriodEnd").asText())
                .isEqualTo(Instant.ofEpochSecond(1_792_592_000L).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "no json",
                "",
                "{\"id\":null,\"type\":null,\"api_version\":null,\"data\":null}",
                "{\"id\":\"evt_x\\u0000y\",\"type\":\"customer.subscription.updated\"}",
                "{\"id\":\"evt_nodata\",\"type\":\"customer.subscription.updated\",\"api_version\":\"2026-07-29.dahlia\"}",
                "{\"id\":\"evt_noid\",\"type\":\"invoice.paid\",\"data\":{\"object\":{\"id\":null}}}",
                "{\"id\":\"evt_path\",\"type\":\"invoice.paid\",\"data\":{\"object\":{\"id\":\"../customers\"}}}",
                "{\"id\":{},\"type\":[],\"data\":7}"
            })
    void parksWhatStripeSignedAndNobodyUnderstands(String body) {
        HttpResponse<String> answer = biller.post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("state").asText()).isEqualTo("parked");
    }

    @Test
    void parksWhatBelongsToNoAccountOrNoPlan() {
        ObjectNode stranger =
                stripe.subscribe(stripe.add("customer", "cus").path("id").asText(), null, StripeStandIn.PRO_MONTHLY);
        JsonNode unknown = StripeStandIn.event("customer.subscription.created", stranger);
        assertThat(biller.deliver(unknown)).isEqualTo("parked");
        assertThat(biller.receipt(unknown, "reason")).startsWith("No account of this hub is the customer cus_");

        ObjectNode subscription = biller.subscription(account);
        stripe.change(subscription, now -> ((ObjectNode) now.at("/items/data/0/price")).put("id", "price_unknown"));
        JsonNode noPlan = StripeStandIn.event(
                "customer.subscription.created",
                stripe.object(subscription.path("id").asText()));
        assertThat(biller.deliver(noPlan)).isEqualTo("parked");
        assertThat(biller.receipt(noPlan, "reason")).contains("price_unknown, which belongs to no plan");

        ObjectNode gone = biller.stripeSubscription(account, customerOf(account));
        JsonNode noObject = StripeStandIn.event("customer.subscription.updated", gone);
        stripe.remove(gone.path("id").asText());
        assertThat(biller.deliver(noObject)).isEqualTo("parked");
    }

    @Test
    void parksRealMoneyWhereTheKeyIsForTests() {
        ObjectNode event = StripeStandIn.event("customer.subscription.created", biller.subscription(account));
        event.put("livemode", true);

        assertThat(biller.deliver(event)).isEqualTo("parked");
        assertThat(plan(account)).isEqualTo("free");
    }

    @Test
    void ignoresWhatMeansNothingHere() {
        assertThat(biller.deliver("plan.created", stripe.add("customer", "cus")))
                .isEqualTo("ignored");
        ObjectNode invoice = stripe.add("invoice", "in");
        stripe.change(invoice, now -> now.putNull("parent"));
        assertThat(biller.deliver("invoice.paid", invoice)).isEqualTo("ignored");
    }

    /** Whoever sends bodies slowly holds no slot, for one is taken for a whole body only. */
    @Test
    void aFloodOfSlowBodiesKeepsNobodyOut() throws IOException {
        var flood = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(hub.address().getHost(), hub.address().getPort());
                flood.add(socket);
                socket.getOutputStream()
                        .write("POST /webhooks/stripe HTTP/1.1\r\nHost: hub\r\nContent-Length: 10\r\n\r\n12345"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(biller.post(BODY, "t=1,v1=0").statusCode()).isEqualTo(400);
            }
            assertThat(plan(account)).isEqualTo("free");
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    @Test
    void secretsAndPersonalDataStandInNoLogAnswerOrRow(CapturedOutput output) {
        biller.customer(account);
        ObjectNode session = session("payment", "paid");
        biller.deliver("checkout.session.completed", session);
        stripe.fail("/v1/checkout", 401, 1);
        HttpResponse<String> refused = biller.post(
                StripeStandIn.event("checkout.session.completed", session).toString());
        assertThat(refused.statusCode()).isEqualTo(503);
        ObjectNode odd = StripeStandIn.event("checkout.session.completed", session);
        biller.deliver(odd.put("api_version", "2019-01-01"));

        assertThat(List.of(output.getAll(), refused.body(), billing(account).toString(), rows()))
                .allSatisfy(place -> assertThat(place)
                        .isNotEmpty()
                        .doesNotContain(StripeStandIn.KEY)
                        .doesNotContain(StripeStandIn.WEBHOOK_SECRET)
                        .doesNotContain("ada@example.com"));
    }

    private String rows() {
        return String.join(
                "\n",
                hub.jdbc()
                        .sql(
                                """
                                SELECT r::text || encode(payload, 'escape') FROM webhook_receipt r
                                UNION ALL SELECT b::text FROM billing_customer b
                                UNION ALL SELECT s::text FROM subscription s
                                UNION ALL SELECT p::text FROM purchase p
                                UNION ALL SELECT i::text FROM billing_incident i
                                """)
                        .query(String.class)
                        .list());
    }
}
