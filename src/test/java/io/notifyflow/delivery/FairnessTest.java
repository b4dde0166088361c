package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class FairnessTest {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Events and deliveries as if accepted and routed, over the account's destinations in turn. */
    private static final String BACKLOG =
            """
            WITH destinations AS (
              SELECT array_agg(id) AS ids FROM destination WHERE account_id = :account
            ), events AS (
              INSERT INTO event (id, account_id, category, title)
              SELECT (left(uuid7_floor(now())::text, 13) || '-7' || substr(md5(i::text), 1, 3) || '-8'
                      || substr(md5(i::text), 4, 3) || '-' || lpad(to_hex(i), 12, '0'))::uuid, :account, 'sale', i::text
              FROM generate_series(1, :count) i
              RETURNING id, title
            )
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT gen_random_uuid(), :account, events.id,
                   ids[1 + title::integer % array_length(ids, 1)], 'pending', 'test'
            FROM events, destinations
            """;

    @Autowired
    Hub hub;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void keepsABacklogOfOneAccountFromDelayingAnother() {
        TestAccount crowd = hub.newAccount();
        webhooks(crowd, 200);
        Runnable letGo = crowd.hold();
        hub.jdbc()
                .sql(BACKLOG)
                .param("account", crowd.id())
                .param("count", 100_000)
                .update();
        TestAccount single = hub.newAccount();
        single.addWebhook("main", Hub.newWebhookId(), true);
        try {
            letGo.run();
            await().until(() -> crowd.deliveries("delivered") > 500);

            assertThat(timeOfSingleEvents(single)).isLessThan(SOON);
            assertThat(crowd.deliveries("pending"))
                    .as("the backlog is still there")
                    .isGreaterThan(10_000);
        } finally {
            drop(crowd);
        }
    }

    @Test
    void keepsAFloodOfOneAccountFromDelayingAnother() {
        TestAccount crowd = hub.newAccount();
        webhooks(crowd, 8);
        TestAccount single = hub.newAccount();
        single.addWebhook("main", Hub.newWebhookId(), true);
        // Once before, so that it is not the first use of the code that is measured.
        var warm = timeOfOne(single);
        assertThat(warm).isPositive();
        List<Thread> flood = IntStream.range(0, 4)
                .mapToObj(i ->
                        Thread.startVirtualThread(() -> IntStream.range(0, 4).forEach(j -> crowd.acceptMany(250))))
                .toList();

        assertThat(timeOfSingleEvents(single)).isLessThan(SOON);
        await().atMost(Duration.ofSeconds(30)).until(() -> flood.stream().noneMatch(Thread::isAlive));
        drop(crowd);
    }

    @Test
    void keepsSlowDestinationsFromDelayingOthers() {
        TestAccount slow = hub.newAccount();
        List<String> dead = webhooks(slow, 100);
        dead.forEach(webhook -> hub.sandbox().faults().always(webhook, new SandboxFault.BlackHole()));
        TestAccount single = hub.newAccount();
        single.addWebhook("main", Hub.newWebhookId(), true);

        slow.acceptMany(1);

        assertThat(timeOfSingleEvents(single)).isLessThan(SOON);
        drop(slow);
    }

    /** Lets the hub be done with the account, once no call of it is under way any more. */
    private void drop(TestAccount account) {
        var unused = account.hold();
        await().until(() -> hub.jdbc()
                        .sql("SELECT count(*) FROM delivery_lane lane JOIN destination t ON t.lane_id = lane.id"
                                + " WHERE t.account_id = ? AND lane.leased_until > now()")
                        .param(account.id())
                        .query(Integer.class)
                        .single()
                == 0);
        hub.jdbc()
                .sql("DELETE FROM delivery WHERE account_id = ? AND status = 'pending'")
                .param(account.id())
                .update();
    }

    private List<String> webhooks(TestAccount account, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String webhook = Hub.newWebhookId();
                    account.addWebhook("webhook " + i, webhook, true);
                    return webhook;
                })
                .toList();
    }

    /** The median: a busy machine may hold up any one of them. */
    private static Duration timeOfSingleEvents(TestAccount account) {
        return IntStream.range(0, 5)
                .mapToObj(i -> timeOfOne(account))
                .sorted()
                .toList()
                .get(2);
    }

    private static Duration timeOfOne(TestAccount account) {
        long sent = System.nanoTime();
        HttpResponse<String> answer = account.submit("{\"category\":\"sale\"}", "Prefer", "wait=10");
        Duration time = Duration.ofNanos(System.nanoTime() - sent);
        assertThat(answer.statusCode()).isEqualTo(200);
        return time;
    }
}
