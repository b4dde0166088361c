package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class BatchingTest {

    @Autowired
    Hub hub;

    TestAccount account;
    String webhook;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        webhook = Hub.newWebhookId();
        destination = account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void sendsABacklogTenEventsAtATime() {
        Runnable letGo = account.hold();
        account.acceptMany(1000);
        await().until(() -> account.deliveries("pending") == 1000);

        letGo.run();

        await().atMost(Duration.ofSeconds(20)).until(() -> account.deliveries("delivered") == 1000);
        assertThat(account.messages(webhook)).hasSize(100);
        assertThat(account.titles(webhook)).containsExactlyElementsOf(numbers(1000));
        assertThat(account.attempts("delivered")).isEqualTo(1000);
    }

    @Test
    void putsNoMoreIntoAMessageThanItMayHold() {
        Runnable letGo = account.hold();
        String text = "x".repeat(2500);
        for (int i = 0; i < 5; i++) {
            account.accept("{\"category\":\"sale\",\"title\":\"" + i + "\",\"description\":\"" + text + "\"}");
        }
        await().until(() -> account.deliveries("pending") == 5);

        letGo.run();

        await().until(() -> account.titles(webhook).size() == 5);
        assertThat(account.messages(webhook).stream()
                        .map(message -> message.path("embeds").size()))
                .containsExactly(2, 2, 1);
        assertThat(account.titles(webhook)).containsExactlyElementsOf(numbers(5));
    }

    @Test
    void sendsOneEventAMessageWhereBatchingIsOff() {
        set("batching = 'off'");
        Runnable letGo = account.hold();
        account.acceptMany(12);
        await().until(() -> account.deliveries("pending") == 12);

        letGo.run();

        await().until(() -> account.messages(webhook).size() == 12);
        assertThat(account.titles(webhook)).containsExactlyElementsOf(numbers(12));
    }

    @Test
    void sendsOneDigestAnIntervalWithCounts() {
        set("batching = 'digest', digest_seconds = 1");
        Instant first = Instant.now();
        account.acceptMany(30);
        account.accept("{\"category\":\"bug\",\"title\":\"the last one\"}");

        JsonNode digest = await().until(() -> account.messages(webhook), messages -> !messages.isEmpty())
                .getFirst();
        Instant sent = hub.sandbox().messages("webhook:" + webhook).getFirst().time();
        assertThat(Duration.between(first, sent)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(digest.at("/embeds/0/title").asText()).isEqualTo("📬 31 events");
        assertThat(digest.at("/embeds/0/description").asText()).isEqualTo("💰 sale × 30\n💰 bug × 1");
        assertThat(digest.at("/embeds/0/fields/0/value").asText()).startsWith("💰 the last one\n💰 29\n");
        await().until(() -> account.deliveries("delivered") == 31);

        account.acceptMany(3);
        await().until(() -> account.deliveries("delivered") == 34);
        assertThat(account.messages(webhook)).hasSize(2);
        Instant next = hub.sandbox().messages("webhook:" + webhook).getLast().time();
        assertThat(Duration.between(sent, next)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void findsTheOneEventForWhichAMessageIsRefused() {
        var refused = SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}");
        Runnable letGo = account.hold();
        List<UUID> events = account.acceptMany(5);
        await().until(() -> account.deliveries("pending") == 5);
        // First as one message, then the first event alone.
        hub.sandbox().faults().next(webhook, refused);
        hub.sandbox().faults().next(webhook, refused);

        letGo.run();

        await().until(() -> account.deliveries("delivered") == 4);
        assertThat(account.titles(webhook)).containsExactly("1", "2", "3", "4");
        JsonNode dead = account.event(events.getFirst());
        assertThat(dead.path("status").asText()).isEqualTo("dead-lettered");
        assertThat(dead.at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly("rejected", "rejected");
        assertThat(dead.at("/deliveries/0/attempts/0/detail").asText()).contains("one message of 5 events");
    }

    @Test
    void repeatsADirectMessageWithTheSameEventsThoughOthersCame() {
        account = hub.newAccount();
        String recipient = "79" + webhook;
        String channel = Sandbox.directMessageChannel(recipient);
        account.addDirectMessage("me", recipient);
        hub.sandbox().faults().next(channel, new SandboxFault.AcceptThenReset());
        Runnable letGo = account.hold();
        account.acceptMany(3);
        await().until(() -> account.deliveries("pending") == 3);

        letGo.run();
        await().until(() -> account.attempts("unknown") == 3);
        account.acceptMany(4);

        await().until(() -> account.deliveries("delivered") == 7);
        assertThat(hub.sandbox().messages(channel).stream()
                        .map(message ->
                                TestAccount.json(message.json()).path("embeds").size())
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(7);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM delivery WHERE account_id = ? AND possible_duplicate")
                        .param(account.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private void set(String columns) {
        hub.jdbc()
                .sql("UPDATE destination SET " + columns + " WHERE id = ?")
                .param(destination)
                .update();
    }
}
