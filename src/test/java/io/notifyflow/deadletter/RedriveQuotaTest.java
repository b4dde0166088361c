package io.notifyflow.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An event counts for the quota exactly while something of it is delivered or may be. */
@HubTest
class RedriveQuotaTest {

    @Autowired
    Hub hub;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void takesTheQuotaAgainAndGivesItBackOnceMoreOnASecondDeath() {
        TestAccount account = hub.newAccount("one");
        var mortuary = new Mortuary(hub, account);
        UUID event = mortuary.die(1).getFirst();
        UUID delivery = mortuary.deliveryOf(event);
        awaitUsage(mortuary, 1, 1);

        for (int death = 2; death <= 3; death++) {
            assertThat(mortuary.redrive(delivery).statusCode()).isEqualTo(202);
            awaitAttempts(account, event, death);
            awaitUsage(mortuary, 1, 1);
        }

        mortuary.mend();
        mortuary.redrive(delivery);
        mortuary.awaitStatus(event, "delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);
        assertThat(account.submit(Mortuary.SALE).statusCode()).isEqualTo(429);
    }

    @Test
    void takesNothingForAnEventThatHasCountedAllTheWhile() {
        TestAccount account = hub.newAccount("one");
        String healthy = Hub.newWebhookId();
        account.addWebhook("healthy", healthy, true);
        var mortuary = new Mortuary(hub, account);
        mortuary.refuse();
        UUID event = account.accept(Mortuary.SALE);
        mortuary.awaitStatus(event, "partly-delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);
        mortuary.mend();

        mortuary.awaitEnd(mortuary.start("{\"all\":true}"));

        mortuary.awaitStatus(event, "delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);
    }

    @Test
    void takesOneForAnEventWithTwoDeadLetters() {
        TestAccount account = hub.newAccount("one");
        String other = Hub.newWebhookId();
        account.addWebhook("other", other, true);
        var mortuary = new Mortuary(hub, account);
        mortuary.refuse(other);
        UUID event = mortuary.die(1).getFirst();
        awaitUsage(mortuary, 1, 1);
        // The other one stays dead: the event counts all the same, for one of its letters may arrive.
        hub.sandbox().faults().clear();
        mortuary.refuse(other);

        mortuary.awaitEnd(mortuary.start("{\"filter\":{\"destination\":\"main\"}}"));
        mortuary.awaitStatus(event, "partly-delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);

        mortuary.mend();
        mortuary.awaitEnd(mortuary.start("{\"filter\":{\"destination\":\"other\"}}"));
        mortuary.awaitStatus(event, "delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);
    }

    @Test
    void neitherGivesNorTakesForANoticeOfTheHubItself() {
        TestAccount account = hub.newAccount("one");
        var mortuary = new Mortuary(hub, account);
        UUID event = mortuary.die(1).getFirst();
        awaitUsage(mortuary, 1, 1);
        hub.jdbc()
                .sql("UPDATE quota_return SET counted = false WHERE event_id = ?")
                .param(event)
                .update();

        mortuary.redrive(mortuary.deliveryOf(event));
        awaitAttempts(account, event, 2);
        mortuary.mend();
        mortuary.redrive(mortuary.deliveryOf(event));
        mortuary.awaitStatus(event, "delivered");

        assertThat(mortuary.usage()).containsExactly(1L, 1L);
    }

    @Test
    void isExactWhenManyRedriveTheSameLettersAtOnce() throws Exception {
        TestAccount account = hub.newAccount("twenty");
        var mortuary = new Mortuary(hub, account);
        List<UUID> events = mortuary.die(12);
        awaitUsage(mortuary, 12, 12);
        mortuary.mend();
        List<UUID> deliveries = events.stream().map(mortuary::deliveryOf).toList();
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 3; i++) {
            deliveries.forEach(
                    delivery -> tasks.add(() -> mortuary.redrive(delivery).statusCode()));
            tasks.add(6, () -> mortuary.post("/api/v1/redrives", "{\"all\":true,\"perSecond\":1000}")
                    .statusCode());
        }

        var answers = new ArrayList<Integer>();
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            for (Future<Integer> answer : threads.invokeAll(tasks)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allMatch(status -> status == 202 || status == 409);
        events.forEach(event -> mortuary.awaitStatus(event, "delivered"));
        assertThat(mortuary.usage()).containsExactly(12L, 0L);
        assertThat(mortuary.titles()).hasSize(12);
        assertThat(events).allSatisfy(event -> assertThat(account.event(event).at("/deliveries/0/attempts"))
                .hasSize(2));
    }

    private static void awaitUsage(Mortuary mortuary, long accepted, long returned) {
        await().untilAsserted(() -> assertThat(mortuary.usage()).containsExactly(accepted, returned));
    }

    private static void awaitAttempts(TestAccount account, UUID event, int count) {
        await().untilAsserted(() -> {
            assertThat(account.event(event).at("/deliveries/0/attempts")).hasSize(count);
            assertThat(account.event(event).path("status").asText()).isEqualTo("dead-lettered");
        });
    }
}
