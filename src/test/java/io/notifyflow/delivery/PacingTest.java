package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.sandbox.SandboxMessage;
import io.notifyflow.sandbox.SandboxStats;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class PacingTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    SandboxStats before;

    @BeforeEach
    void remember() {
        before = hub.sandbox().stats();
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void callsNoBucketBeforeItReopens() {
        String webhook = Hub.newWebhookId();
        hub.sandbox().limit(webhook, 3, Duration.ofMillis(600));
        TestAccount account = hub.newAccount();
        account.addWebhook("main", webhook, true);
        Runnable letGo = account.hold();
        account.acceptMany(95);
        await().until(() -> account.deliveries("pending") == 95);

        letGo.run();

        await().until(() -> account.deliveries("delivered") == 95);
        assertThat(account.messages(webhook)).hasSize(10);
        assertThat(account.attempts("delivered")).isEqualTo(95);
        assertNothingWasRefused();
        List<Instant> times = times("webhook:" + webhook);
        assertThat(Duration.between(times.get(2), times.get(3))).isGreaterThan(Duration.ofMillis(400));
        // Four windows, of which the last three had to be waited for; a busy machine may add to each, but no window.
        assertThat(Duration.between(times.getFirst(), times.getLast())).isLessThan(Duration.ofMillis(5 * 600));
    }

    @Test
    void countsDestinationsOfOneWebhookAsOneBucket() {
        String webhook = Hub.newWebhookId();
        hub.sandbox().limit(webhook, 2, Duration.ofMillis(300));
        List<TestAccount> accounts =
                IntStream.range(0, 3).mapToObj(i -> hub.newAccount()).toList();
        accounts.forEach(account -> account.addWebhook("main", webhook, true));
        List<Runnable> letGo = accounts.stream().map(TestAccount::hold).toList();
        accounts.forEach(account -> account.acceptMany(25));
        await().until(() -> accounts.stream().allMatch(account -> account.deliveries("pending") == 25));

        letGo.forEach(Runnable::run);

        await().until(() -> accounts.stream().allMatch(account -> account.deliveries("delivered") == 25));
        assertThat(accounts.getFirst().messages(webhook)).hasSize(9);
        assertNothingWasRefused();
    }

    @Test
    void letsOthersGoOnWhileASharedLimitKeepsOneBucketClosed() {
        String limited = Hub.newWebhookId();
        String free = Hub.newWebhookId();
        TestAccount account = hub.newAccount();
        UUID destination = account.addWebhook("limited", limited, true);
        account.addWebhook("free", free, true);
        hub.sandbox()
                .faults()
                .next(
                        limited,
                        new SandboxFault.Answer(
                                429,
                                Map.of(
                                        "Content-Type", "application/json",
                                        "Retry-After", "1337",
                                        "X-RateLimit-Limit", "10",
                                        "X-RateLimit-Remaining", "9",
                                        "X-RateLimit-Reset-After", "64.57",
                                        "X-RateLimit-Scope", "shared"),
                                "{\"message\":\"The resource is being rate limited.\",\"retry_after\":1336.57,"
                                        + "\"global\":false}"));
        int invalid = invalidRequests();

        account.accept(EVENT);
        await().until(() -> account.attempts("throttled") == 1);
        account.acceptMany(20);

        await().until(() -> account.titles(free).size() == 21);
        assertThat(account.messages(limited)).isEmpty();
        assertThat(account.attempts("throttled")).isEqualTo(1);
        assertThat(hub.sandbox().stats().early()).isEqualTo(before.early());
        assertThat(hub.jdbc()
                        .sql("SELECT extract(epoch FROM lane.closed_until - now()) FROM delivery_lane lane"
                                + " JOIN destination t ON t.lane_id = lane.id WHERE t.id = ?")
                        .param(destination)
                        .query(Double.class)
                        .single())
                .isBetween(1300.0, 1337.0);
        assertThat(invalidRequests()).as("a shared limit is nobody's fault").isEqualTo(invalid);
    }

    @Test
    void pausesTheWholeBotOnAGlobalLimitAndNobodyElse() {
        String one = "81" + Hub.newWebhookId();
        String other = "82" + Hub.newWebhookId();
        String webhook = Hub.newWebhookId();
        TestAccount account = hub.newAccount();
        account.addDirectMessage("one", one);
        account.accept(EVENT);
        await().until(() -> account.deliveries("delivered") == 1);
        hub.sandbox()
                .faults()
                .next(
                        Sandbox.directMessageChannel(one),
                        new SandboxFault.Answer(
                                429,
                                Map.of(
                                        "Content-Type", "application/json",
                                        "Retry-After", "2",
                                        "X-RateLimit-Global", "true",
                                        "X-RateLimit-Scope", "global"),
                                "{\"message\":\"You are being rate limited.\",\"retry_after\":1.5,\"global\":true}"));

        account.accept(EVENT);
        await().until(() -> account.attempts("throttled") == 1);
        Instant refused = Instant.now();
        TestAccount others = hub.newAccount();
        others.addDirectMessage("other", other);
        others.addWebhook("hook", webhook, true);
        others.accept(EVENT);

        await().until(() -> others.deliveries("delivered") == 2);
        await().until(() -> account.deliveries("delivered") == 2);
        assertThat(times("webhook:" + webhook).getFirst())
                .isBefore(times(Sandbox.directMessageChannel(other)).getFirst());
        assertThat(times(Sandbox.directMessageChannel(other)).getFirst()).isAfter(refused.plusMillis(1300));
        assertThat(times(Sandbox.directMessageChannel(one)).getLast()).isAfter(refused.plusMillis(1300));
    }

    @Test
    void keepsTheBotBelowItsGlobalLimit() {
        TestAccount account = hub.newAccount();
        String prefix = "83" + Hub.newWebhookId();
        IntStream.range(0, 60).forEach(i -> account.addDirectMessage("to " + i, prefix + i));

        account.accept(EVENT);

        // 120 calls: each channel is opened, then written to.
        await().atMost(Duration.ofSeconds(15)).until(() -> account.deliveries("delivered") == 60);
        assertThat(account.attempts("delivered")).isEqualTo(60);
        assertNothingWasRefused();
    }

    @Test
    void waitsForTheBucketOfOpeningChannels() {
        hub.sandbox().limit("", 4, Duration.ofMillis(500));
        // What other tests taught the hub is true no more; Discord would not change a limit within its window.
        hub.jdbc()
                .sql("UPDATE discord_sender SET dm_limit = 1, dm_remaining = 1, dm_resets_at = '-infinity'")
                .update();
        try {
            TestAccount account = hub.newAccount();
            String prefix = "84" + Hub.newWebhookId();
            IntStream.range(0, 12).forEach(i -> account.addDirectMessage("to " + i, prefix + i));

            account.accept(EVENT);

            await().atMost(Duration.ofSeconds(15)).until(() -> account.deliveries("delivered") == 12);
            assertNothingWasRefused();
        } finally {
            hub.sandbox().limit("", 0, Duration.ofSeconds(1));
        }
    }

    @Test
    void stopsTheBotWhoseTokenIsRefusedAndKeepsItsEvents() {
        String recipient = "85" + Hub.newWebhookId();
        TestAccount account = hub.newAccount();
        account.addDirectMessage("me", recipient);
        account.accept(EVENT);
        await().until(() -> account.deliveries("delivered") == 1);
        hub.sandbox()
                .faults()
                .next(
                        Sandbox.directMessageChannel(recipient),
                        SandboxFault.Answer.json(401, "{\"message\":\"401: Unauthorized\",\"code\":0}"));
        try {
            account.accept(EVENT);
            await().until(() -> account.attempts("credentials_refused") == 1);
            assertThat(hub.meter("notifyflow.discord.bot.refused")).isEqualTo(1);
            UUID waiting = account.accept(EVENT);
            await().until(() -> account.deliveries("pending") == 2);
            assertThat(account.event(waiting).path("status").asText()).isEqualTo("pending");
            assertThat(account.event(waiting).at("/deliveries/0/attempts")).isEmpty();
        } finally {
            hub.jdbc().sql("UPDATE discord_sender SET refused = NULL").update();
        }
        hub.jdbc()
                .sql("UPDATE delivery SET next_attempt_at = now() WHERE account_id = ? AND status = 'pending'")
                .param(account.id())
                .update();
        await().atMost(Duration.ofSeconds(20)).until(() -> account.deliveries("delivered") == 3);
    }

    @Test
    void stopsBeforeDiscordWouldBanTheAddress() {
        String webhook = Hub.newWebhookId();
        TestAccount account = hub.newAccount();
        account.addWebhook("main", webhook, true);
        hub.jdbc()
                .sql(
                        "INSERT INTO discord_invalid_request VALUES (date_trunc('minute', now()) - interval '5 minutes', 9000)")
                .update();
        try {
            await().until(() -> hub.meter("notifyflow.discord.invalid.requests") >= 9000);
            UUID event = account.accept(EVENT);
            await().until(() -> account.deliveries("pending") == 1);
            // Another kind of work goes through the same workers meanwhile.
            await().pollDelay(Duration.ofMillis(1200))
                    .until(() -> account.event(event).path("status").asText().equals("pending"));
            assertThat(account.messages(webhook)).isEmpty();
        } finally {
            hub.jdbc()
                    .sql("DELETE FROM discord_invalid_request WHERE count >= 9000")
                    .update();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> account.deliveries("delivered") == 1);
    }

    @Test
    void stopsTheCallsForAnAccountWhoseCallsAreRefusedTooOften() {
        String webhook = Hub.newWebhookId();
        TestAccount account = hub.newAccount();
        account.addWebhook("main", webhook, true);
        TestAccount other = hub.newAccount();
        other.addWebhook("main", Hub.newWebhookId(), true);
        hub.jdbc()
                .sql("INSERT INTO discord_invalid_request_of_account"
                        + " VALUES (?, date_trunc('minute', now()) - interval '5 minutes', 999)")
                .param(account.id())
                .update();
        hub.sandbox()
                .faults()
                .next(webhook, SandboxFault.Answer.json(403, "{\"message\":\"Missing Access\",\"code\":50001}"));

        UUID refused = account.accept(EVENT);
        await().until(() -> account.attempts("rejected") == 1);
        UUID waiting = account.accept(EVENT);
        UUID others = other.accept(EVENT);

        await().untilAsserted(() ->
                assertThat(other.event(others).path("status").asText()).isEqualTo("delivered"));
        assertThat(account.event(refused).path("status").asText()).isEqualTo("dead-lettered");
        assertThat(account.event(waiting).path("status").asText()).isEqualTo("pending");
        assertThat(account.messages(webhook)).isEmpty();
        hub.jdbc()
                .sql("DELETE FROM discord_invalid_request_of_account WHERE account_id = ?")
                .param(account.id())
                .update();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        account.event(waiting).path("status").asText())
                .isEqualTo("delivered"));
    }

    private void assertNothingWasRefused() {
        SandboxStats now = hub.sandbox().stats();
        assertThat(now.throttled()).isEqualTo(before.throttled());
        assertThat(now.early()).isEqualTo(before.early());
    }

    private List<Instant> times(String channel) {
        return hub.sandbox().messages(channel).stream()
                .map(SandboxMessage::time)
                .toList();
    }

    private int invalidRequests() {
        return hub.jdbc()
                .sql("SELECT coalesce(sum(count), 0) FROM discord_invalid_request")
                .query(Integer.class)
                .single();
    }
}
