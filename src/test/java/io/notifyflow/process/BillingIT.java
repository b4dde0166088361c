package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.process.Tenants.Tenant;
import io.notifyflow.testing.StripeSignature;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Billing where hubs share a database, die half-way, or are not set up for it. */
@ExtendWith(HubOutput.class)
@Timeout(240)
class BillingIT {

    @TempDir
    private static Path folder;

    private static StripeStandIn stripe;
    private static String database;
    private static String secretKey;
    private static JdbcClient jdbc;
    private static Tenants tenants;
    private static HubProcess one;
    private static HubProcess other;

    @BeforeAll
    static void startsTwoHubs() {
        stripe = new StripeStandIn();
        database = TestDatabase.createDatabase();
        jdbc = JdbcClient.create(TestDatabase.dataSource(database));
        tenants = new Tenants(TestDatabase.dataSource(database));
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        secretKey = Base64.getEncoder().encodeToString(secret);
        one = launch("biller");
        other = launch("other-biller");
        one.awaitReady();
        other.awaitReady();
    }

    @AfterAll
    static void stopsTheHubs() {
        one.close();
        other.close();
        stripe.close();
    }

    private static HubProcess launch(String name) {
        var environment = new HashMap<>(base(name, database));
        stripe.settings()
                .forEach((setting, value) -> environment.put(
                        setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
        return HubProcess.launch(name, environment);
    }

    private static Map<String, String> base(String name, String database) {
        return Map.of(
                "DATABASE_URL",
                database,
                "NOTIFYFLOW_DATA_DIR",
                folder.resolve(name).toString(),
                "NOTIFYFLOW_SECRET_KEY",
                secretKey,
                "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                "key-of-the-billing-tests");
    }

    private static <T> List<T> together(int times, IntFunction<T> action) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> action.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    private static HttpResponse<String> checkout(HubProcess hub, Tenant tenant) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/billing/checkout"))
                .header("Authorization", "Bearer " + tenant.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"plan\":\"pro\"}"))
                .build());
    }

    private static HttpResponse<String> deliver(HubProcess hub, JsonNode event) {
        String body = event.toString();
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/webhooks/stripe"))
                .header(
                        "Stripe-Signature",
                        StripeSignature.header(
                                StripeStandIn.WEBHOOK_SECRET, Instant.now().getEpochSecond(), body))
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static ObjectNode subscriptionOf(Tenant tenant) {
        assertThat(checkout(one, tenant).statusCode()).isEqualTo(201);
        String customer = jdbc.sql("SELECT customer_id FROM billing_customer WHERE account_id = ?")
                .params(tenant.id())
                .query(String.class)
                .single();
        return stripe.subscribe(customer, tenant.id(), StripeStandIn.PRO_MONTHLY);
    }

    private static String plan(Tenant tenant) {
        return jdbc.sql("SELECT plan FROM account WHERE id = ?")
                .params(tenant.id())
                .query(String.class)
                .single();
    }

    private static int receipts(JsonNode event) {
        return jdbc.sql("SELECT count(*) FROM webhook_receipt WHERE event_id = ?")
                .params(event.path("id").asText())
                .query(Integer.class)
                .single();
    }

    @Test
    void fiftyCheckoutsOnTwoHubsMakeOneCustomer() {
        Tenant tenant = tenants.add("free");

        List<HttpResponse<String>> answers = together(50, i -> checkout(i % 2 == 0 ? one : other, tenant));

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201));
        assertThat(stripe.calls("POST", "/v1/checkout/sessions").stream()
                        .filter(call ->
                                tenant.id().toString().equals(call.parameters().get("client_reference_id")))
                        .map(call -> call.parameters().get("customer"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aHundredCopiesOnTwoHubsHaveOneEffect() {
        Tenant tenant = tenants.add("free");
        JsonNode event = StripeStandIn.event("customer.subscription.created", subscriptionOf(tenant));

        List<Integer> statuses =
                together(100, i -> deliver(i % 2 == 0 ? one : other, event).statusCode());

        assertThat(statuses).hasSize(100).containsOnly(200);
        assertThat(receipts(event)).isOne();
        assertThat(plan(tenant)).isEqualTo("pro");
        assertThat(jdbc.sql("SELECT version FROM billing_customer WHERE account_id = ?")
                        .params(tenant.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    /** The row that the effect needs is locked, so that the hub waits with the receipt written and the effect not. */
    @Test
    void aHubThatDiesBetweenReceiptAndEffectLeavesNeither() throws Exception {
        Tenant tenant = tenants.add("free");
        JsonNode event = StripeStandIn.event("customer.subscription.created", subscriptionOf(tenant));
        HubProcess dying = launch("dying-biller").awaitReady();
        try (Connection connection = TestDatabase.dataSource(database).getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT 1 FROM billing_customer WHERE account_id = ? FOR UPDATE")) {
                lock.setObject(1, tenant.id());
                assertThat(lock.execute()).isTrue();
            }
            var answer = CompletableFuture.runAsync(() -> deliver(dying, event));
            await().untilAsserted(() -> assertThat(waitingForTheRow()).isOne());

            dying.kill();
            connection.rollback();
            assertThat(answer).failsWithin(Duration.ofSeconds(30));
        }
        await().untilAsserted(() -> assertThat(waitingForTheRow()).isZero());

        assertThat(receipts(event)).isZero();
        assertThat(plan(tenant)).isEqualTo("free");
        assertThat(deliver(one, event).statusCode()).isEqualTo(200);
        assertThat(plan(tenant)).isEqualTo("pro");
    }

    private static int waitingForTheRow() {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE billing_customer SET version%'
                          AND datname = current_database()
                        """)
                .query(Integer.class)
                .single();
    }

    @Test
    void aHubWithoutStripeSaysWhatIsMissingAndDoesTheRest() throws Exception {
        String fresh = TestDatabase.createDatabase();
        try (HubProcess hub = HubProcess.start("no-biller", base("no-biller", fresh))) {
            var client = new HubClient(hub.address(), "key-of-the-billing-tests");
            assertThat(client.get("/api/v1/billing").body())
                    .contains("\"configured\":false", "NOTIFYFLOW_STRIPE_SECRETKEY");
            Tenant tenant = new Tenants(TestDatabase.dataSource(fresh)).add("free");
            HttpResponse<String> refused = checkout(hub, tenant);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("stripe-not-configured", "NOTIFYFLOW_STRIPE_PUBLICURL");
            HttpResponse<String> webhook = deliver(hub, StripeStandIn.fixture("event"));
            assertThat(webhook.statusCode()).isEqualTo(503);
            assertThat(webhook.body()).contains("NOTIFYFLOW_STRIPE_WEBHOOKSECRETS");
            assertThat(client.get("/api/v1/webhook-receipts").statusCode())
                    .as("the first account is the operator's")
                    .isEqualTo(200);
            assertThat(client.post("goes on").statusCode()).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTIFYFLOW_STRIPE_SECRETKEY | planted-secret | must be a secret key (sk_test_",
                "NOTIFYFLOW_STRIPE_PRICES_GOLD_SUBSCRIPTION | price_1 | Correct the name, or add the plan as"
            })
    void aWrongSettingStopsTheStart(String name, String value, String told) {
        var environment = new HashMap<>(base("wrong-biller", TestDatabase.createDatabase()));
        environment.put(name, value);
        try (HubProcess hub = HubProcess.launch("wrong-biller", environment)) {
            assertThat(hub.exitCodeWithin(Duration.ofSeconds(90))).isEqualTo(1);
            await().untilAsserted(() -> assertThat(hub.output()).contains(told).doesNotContain("planted-secret"));
        }
    }
}
