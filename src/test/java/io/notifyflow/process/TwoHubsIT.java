package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.conformance.DiscordConformance;
import io.notifyflow.process.EventLoad.Accepted;
import io.notifyflow.process.Tenants.Tenant;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.sandbox.SandboxSettings;
import io.notifyflow.sandbox.SandboxStats;
import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs on one database decide as one, and stand in for each other. */
@ExtendWith({HubOutput.class, DiscordConformance.class})
@Timeout(180)
class TwoHubsIT {

    private static final String FIRST_KEY = "key-of-the-two-hubs-tests";
    private static final Duration LEASE = Duration.ofSeconds(3);
    /** From the end of the lease: the look at the table every second, and a slow machine. */
    private static final Duration TAKE_OVER = LEASE.plusSeconds(4);

    /** The documented bound (docs/architecture.md). */
    private static final Duration SEEN_ELSEWHERE = Duration.ofSeconds(3);

    private static final int DISCORDS_GLOBAL_LIMIT = 50;

    private static final String ONE_EVENT = "tiny";
    private static final String TWENTY_EVENTS = "small";
    private static final String UNLIMITED = "unlimited";

    @TempDir
    private static Path folder;

    private static SandboxServer sandbox;
    private static String database;
    private static String secretKey;
    private static Tenants tenants;
    private static HubProcess one;
    private static HubProcess other;

    @BeforeAll
    static void startsTwoHubs() {
        sandbox = DiscordConformance.watched(SandboxServer.start(
                new Sandbox(SandboxSettings.defaults()
                        .withGlobalLimit(DISCORDS_GLOBAL_LIMIT)
                        .withAddressLimit(DISCORDS_GLOBAL_LIMIT)),
                0));
        database = TestDatabase.createDatabase();
        tenants = new Tenants(TestDatabase.dataSource(database));
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        secretKey = Base64.getEncoder().encodeToString(secret);
        one = launch("one");
        other = launch("other");
        one.awaitReady();
        other.awaitReady();
    }

    @AfterAll
    static void stopsTheHubs() {
        one.askToStop();
        other.close();
        one.close();
        sandbox.close();
    }

    private static HubProcess launch(String name) {
        return HubProcess.launch(
                name,
                Map.of(
                        "DATABASE_URL",
                        database,
                        "NOTIFYFLOW_DATA_DIR",
                        folder.resolve(name).toString(),
                        "NOTIFYFLOW_SECRET_KEY",
                        secretKey,
                        "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                        FIRST_KEY,
                        "NOTIFYFLOW_DISCORD_API_BASE",
                        sandbox.apiBase().toString(),
                        "NOTIFYFLOW_DELIVERY_LEASE",
                        LEASE.toSeconds() + "s",
                        "NOTIFYFLOW_PLANS_TINY_MONTHLYEVENTS",
                        "1",
                        "NOTIFYFLOW_PLANS_SMALL_MONTHLYEVENTS",
                        "20"));
    }

    @RepeatedTest(6)
    void quotaOfOneLetsOneOfFiftyThrough() {
        assertQuotaIsExact(tenants.add(ONE_EVENT), 1, 50);
    }

    @RepeatedTest(3)
    void quotaOfTwentyLetsTwentyOfSixtyThrough() {
        assertQuotaIsExact(tenants.add(TWENTY_EVENTS), 20, 60);
    }

    private static void assertQuotaIsExact(Tenant tenant, int quota, int posts) {
        List<HttpResponse<String>> answers =
                together(posts, post -> client(post, tenant).post("quota" + post));

        List<HttpResponse<String>> refused = withStatus(429, answers);
        assertThat(withStatus(202, answers)).hasSize(quota);
        assertThat(refused).hasSize(posts - quota).allSatisfy(TwoHubsIT::assertTellsTheQuotaIsUsedUp);
        assertThat(tenants.stored(tenant)).isEqualTo(quota);
        assertThat(tenants.counted(tenant)).isEqualTo(quota);
    }

    private static void assertTellsTheQuotaIsUsedUp(HttpResponse<String> refusal) {
        assertThat(refusal.headers().firstValue("RateLimit-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).matches("\"monthly\";q=\\d+"));
        assertThat(refusal.headers().firstValue("RateLimit"))
                .hasValueSatisfying(limit -> assertThat(limit).matches("\"monthly\";r=0;t=[1-9]\\d*"));
        assertThat(refusal.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Long.parseLong(seconds)).isPositive());
    }

    @Test
    void sameIdempotencyKeyStoresOneEventOverBothHubs() {
        Tenant tenant = tenants.add(UNLIMITED);
        List<HttpResponse<String>> answers =
                together(50, post -> client(post, tenant).post("same", "one-key"));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers).extracting(HubClient::eventId).containsOnly(HubClient.eventId(answers.getFirst()));
        assertThat(tenants.stored(tenant)).isEqualTo(1);
        assertThat(tenants.counted(tenant)).isEqualTo(1);
    }

    @Test
    void twentyIdempotencyKeysAtOnceStoreTwentyEvents() {
        Tenant tenant = tenants.add(UNLIMITED);
        List<HttpResponse<String>> answers =
                together(200, post -> client(post / 20, tenant).post("same" + post % 20, "key-" + post % 20));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers.stream().map(HubClient::eventId).distinct()).hasSize(20);
        for (int key = 0; key < 20; key++) {
            int ofKey = key;
            assertThat(IntStream.range(0, answers.size())
                            .filter(post -> post % 20 == ofKey)
                            .mapToObj(post -> HubClient.eventId(answers.get(post)))
                            .distinct())
                    .as("events of key-" + key)
                    .hasSize(1);
        }
        assertThat(tenants.stored(tenant)).isEqualTo(20);
        assertThat(tenants.counted(tenant)).isEqualTo(20);
    }

    @RepeatedTest(20)
    void repeatingTheLastEventOfAQuotaIsNotRefused() {
        Tenant tenant = tenants.add(ONE_EVENT);
        List<HttpResponse<String>> answers =
                together(50, post -> client(post, tenant).post("last", "last-key"));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers.stream().map(HubClient::eventId).distinct()).hasSize(1);
        assertThat(tenants.counted(tenant)).isEqualTo(1);
    }

    @Test
    void sameIdempotencyKeyWithAnotherEventIsRefusedByTheOtherHub() throws IOException {
        Tenant tenant = tenants.add(UNLIMITED);
        HttpResponse<String> first = client(0, tenant).post("first", "a-key");

        HttpResponse<String> second = client(1, tenant).post("second", "a-key");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(422);
        assertThat(second.body()).contains(HubClient.eventId(first).toString());
        assertThat(tenants.stored(tenant)).isEqualTo(1);
    }

    @Test
    void noDeliveryIsMadeTwiceByTwoHubs() {
        Tenant tenant = tenants.add(UNLIMITED);
        List<Inbox> inboxes = webhooks(tenant, "101", "102", "103");
        List<Accepted> accepted;
        try (EventLoad load = EventLoad.on("both", tenant.key(), List.of(one.address(), other.address()))) {
            load.awaitAccepted(500);
            load.close();
            accepted = load.accepted();
            assertThat(load.refusals()).isEmpty();
        }
        for (Inbox inbox : inboxes) {
            inbox.awaitAll(accepted);
            assertThat(inbox.titles()).hasSameSizeAs(accepted).doesNotHaveDuplicates();
            byHub(accepted).forEach(inbox::assertOrdered);
        }
    }

    @Test
    void destinationsOfAKilledHubAreTakenOverWithinTheLease() {
        Tenant tenant = tenants.add(UNLIMITED);
        List<Inbox> inboxes = webhooks(tenant, "201", "202", "203");
        // Slow enough that there is always something left to deliver, so that the victim keeps its leases.
        inboxes.forEach(
                inbox -> sandbox.faults().always(inbox.target(), new SandboxFault.Delay(Duration.ofMillis(15))));
        List<Accepted> accepted;
        Instant killed;
        try (HubProcess victim = launch("victim");
                EventLoad load = EventLoad.on("taken", tenant.key(), List.of(victim.address()))) {
            load.awaitAccepted(100);
            load.turnTo(List.of(victim.address(), one.address(), other.address()));
            load.awaitAccepted(200);
            victim.kill();
            killed = Instant.now();
            load.turnTo(List.of(one.address(), other.address()));
            sandbox.faults().clear();
            load.awaitAccepted(100);
            load.close();
            accepted = load.accepted();
        }
        for (Inbox inbox : inboxes) {
            inbox.awaitAll(accepted);
            // The victim's last call may arrive after its death.
            Instant takenOver = inbox.firstAfter(killed.plusMillis(200));
            assertThat(Duration.between(killed, takenOver)).isLessThan(TAKE_OVER);
            assertThat(inbox.repeated()).as("messages that arrived twice").hasSizeLessThanOrEqualTo(1);
            byHub(accepted).forEach(inbox::assertOrdered);
        }
    }

    @Test
    void oneBotStaysBelowItsGlobalLimit() {
        SandboxStats before = sandbox.sandbox().stats();
        List<Tenant> senders =
                IntStream.range(0, 30).mapToObj(i -> tenants.add(UNLIMITED)).toList();
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String recipient = "7" + (1_000_000 + i);
            tenants.addDirectMessages(senders.get(i % senders.size()), recipient);
            inboxes.add(Inbox.ofDirectMessages(sandbox, recipient));
        }

        // 240 calls: each channel is opened, then written to.
        assertThat(together(30, post -> client(post, senders.get(post)).post("global")))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> inboxes.stream().allMatch(inbox -> inbox.titles().size() == 1));
        assertNothingWasRefused(before);
    }

    @Test
    void webhooksStayBelowTheLimitOfTheirAddress() {
        SandboxStats before = sandbox.sandbox().stats();
        List<Tenant> senders =
                IntStream.range(0, 30).mapToObj(i -> tenants.add(UNLIMITED)).toList();
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String webhook = String.valueOf(880_000 + i);
            tenants.addDefaultWebhook(senders.get(i % senders.size()), webhook);
            inboxes.add(Inbox.ofWebhook(sandbox, webhook));
        }

        assertThat(together(30, post -> client(post, senders.get(post)).post("address")))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> inboxes.stream().allMatch(inbox -> inbox.titles().size() == 1));
        assertNothingWasRefused(before);
    }

    @Test
    void oneWebhookIsOneBucketForBothHubs() {
        SandboxStats before = sandbox.sandbox().stats();
        String webhook = "4400";
        sandbox.sandbox().limit(webhook, 2, Duration.ofMillis(500));
        List<Tenant> senders =
                IntStream.range(0, 4).mapToObj(i -> tenants.add(UNLIMITED)).toList();
        senders.forEach(sender -> tenants.addDefaultWebhook(sender, webhook));

        assertThat(together(40, post -> client(post, senders.get(post % 4)).post("bucket" + post)))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);

        Inbox inbox = Inbox.ofWebhook(sandbox, webhook);
        await().atMost(Duration.ofSeconds(30)).until(() -> inbox.titles().size() == 40);
        assertNothingWasRefused(before);
    }

    private static void assertNothingWasRefused(SandboxStats before) {
        SandboxStats now = sandbox.sandbox().stats();
        assertThat(now.throttled()).as("calls refused with 429").isEqualTo(before.throttled());
        assertThat(now.early()).as("calls before a limit reopened").isEqualTo(before.early());
    }

    @Test
    void revokedKeyIsRefusedOnBothHubsAtOnce() {
        Tenant tenant = tenants.add(UNLIMITED);
        assertThat(together(10, post -> client(post, tenant).post("before")))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);

        tenants.revokeKeys(tenant);

        await().atMost(SEEN_ELSEWHERE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        together(2, hub -> client(hub, tenant).post("after")))
                .extracting(HttpResponse::statusCode)
                .containsOnly(401));
    }

    @Test
    void aChangeIsSeenAtOnceOnTheHubThatAnsweredAndSoonOnTheOther() throws IOException {
        Tenant tenant = tenants.add(UNLIMITED);
        assertThat(together(10, post -> client(post, tenant).post("before")))
                .extracting(HttpResponse::statusCode)
                .containsOnly(202);
        String category = "/api/v1/categories/" + tenants.category(tenant);

        for (int round = 0; round < 20; round++) {
            HubClient changed = client(round, tenant);
            HubClient other = client(round + 1, tenant);
            String name = round % 2 == 0 ? "renamed" : "sale";
            int expected = round % 2 == 0 ? 404 : 202;

            assertThat(changed.put(category, "{\"name\":\"" + name + "\"}").statusCode())
                    .isEqualTo(200);

            assertThat(changed.post("after").statusCode()).isEqualTo(expected);
            await().atMost(SEEN_ELSEWHERE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> other.post("after").statusCode() == expected);
        }
    }

    private static List<Inbox> webhooks(Tenant tenant, String... webhookIds) {
        return Stream.of(webhookIds)
                .peek(id -> tenants.addDefaultWebhook(tenant, id))
                .map(id -> Inbox.ofWebhook(sandbox, id))
                .toList();
    }

    /** Even numbers call one hub, odd ones the other. */
    private static HubClient client(int post, Tenant tenant) {
        return new HubClient((post % 2 == 0 ? one : other).address(), tenant.key());
    }

    private static List<HttpResponse<String>> withStatus(int status, List<HttpResponse<String>> answers) {
        return answers.stream().filter(answer -> answer.statusCode() == status).toList();
    }

    private static Stream<List<Accepted>> byHub(List<Accepted> accepted) {
        Map<URI, List<Accepted>> byHub =
                accepted.stream().collect(Collectors.groupingBy(Accepted::hub, Collectors.toList()));
        return byHub.values().stream();
    }

    @FunctionalInterface
    private interface Post {
        HttpResponse<String> send(int number) throws IOException;
    }

    /** Sends so many posts at the same moment; the answers stand in the order of their numbers. */
    private static List<HttpResponse<String>> together(int posts, Post post) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> pending = new ArrayList<>();
            for (int i = 0; i < posts; i++) {
                int number = i;
                pending.add(clients.submit(() -> {
                    start.await();
                    return post.send(number);
                }));
            }
            start.countDown();
            return pending.stream().map(answer()).toList();
        }
    }

    private static Function<Future<HttpResponse<String>>, HttpResponse<String>> answer() {
        return pending -> {
            try {
                return pending.get();
            } catch (ExecutionException failed) {
                throw new AssertionError("A post got no answer", failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        };
    }
}
