package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Destinations;
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
class FailingDestinationTest {

    private static final String EVENT = "{\"category\":\"sale\"}";
    private static final SandboxFault GONE =
            SandboxFault.Answer.json(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}");
    private static final SandboxFault BROKEN = SandboxFault.Answer.json(500, "oops");

    @Autowired
    Hub hub;

    @Autowired
    Destinations destinations;

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
    void tellsTheOwnerOnceThroughAnotherDestination() {
        String other = Hub.newWebhookId();
        account.addWebhook("other", other, false);
        hub.sandbox().faults().always(webhook, GONE);

        account.acceptMany(3);
        await().until(() -> !account.messages(other).isEmpty());

        JsonNode notice = account.messages(other).getFirst().at("/embeds/0");
        assertThat(notice.path("title").asText()).isEqualTo("⚠️ Destination \"main\" is disabled");
        assertThat(notice.path("description").asText())
                .contains("deleted in Discord")
                .contains("enter its URL")
                .contains(destination.toString());
        account.acceptMany(3);
        await().until(() -> account.deliveries("pending") >= 3);
        assertThat(account.messages(other)).hasSize(1);
    }

    @Test
    void countsANoticeForNoQuota() {
        account = hub.newAccount("one");
        String gone = Hub.newWebhookId();
        String other = Hub.newWebhookId();
        account.addWebhook("main", gone, true);
        account.addWebhook("other", other, false);
        hub.sandbox().faults().always(gone, GONE);
        hub.sandbox().faults().always(other, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));

        account.accept(EVENT);
        // The event and the notice both die; only the event is given back.
        await().until(() -> account.deliveries("dead") == 2);
        await().until(() -> account.submit(EVENT).statusCode() == 202);

        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);
    }

    @Test
    void callsAWebhookThatIsGoneForNobodyAgain() {
        TestAccount neighbour = hub.newAccount();
        UUID same = neighbour.addWebhook("same", webhook, true);
        hub.sandbox().faults().always(webhook, GONE);

        account.accept(EVENT);
        await().until(() -> status(same).equals("disabled"));
        neighbour.accept(EVENT);
        TestAccount late = hub.newAccount();
        UUID created = late.addWebhook("late", webhook, true);
        late.accept(EVENT);

        await().atMost(Duration.ofSeconds(15)).until(() -> status(created).equals("disabled"));
        assertThat(neighbour.attempts("destination_gone")).isZero();
        assertThat(late.attempts("destination_gone")).isZero();
        assertThatThrownBy(() -> destinations.resume(destination))
                .hasMessageContaining("cannot be resumed")
                .hasMessageContaining("enter its URL");
    }

    @Test
    void goesOnInOrderAfterANewAddress() {
        hub.sandbox().faults().always(webhook, GONE);
        account.accept(EVENT);
        await().until(() -> status(destination).equals("disabled"));
        account.acceptMany(15);
        await().until(() -> account.deliveries("pending") == 15);

        String mended = Hub.newWebhookId();
        account.addWebhook("main", mended, true);
        destinations.resume(destination);

        await().until(() -> account.titles(mended).size() == 15);
        assertThat(account.titles(mended))
                .containsExactlyElementsOf(
                        IntStream.range(0, 15).mapToObj(String::valueOf).toList());
    }

    @Test
    void leavesADestinationAloneThatFailsCallAfterCall() {
        hub.sandbox().faults().always(webhook, BROKEN);

        account.acceptMany(3);
        await().until(() -> failures() >= 6);

        assertThat(hub.jdbc()
                        .sql("SELECT max(attempts) FROM delivery WHERE account_id = ?")
                        .param(account.id())
                        .query(Integer.class)
                        .single())
                .as("one event at a time is enough to probe")
                .isLessThanOrEqualTo(4);
        List<Instant> calls = attemptTimes();
        // The fifth failure opens it for 300 ms, give or take a fifth; the sixth for twice as long.
        assertThat(Duration.between(calls.get(4), calls.get(5))).isGreaterThanOrEqualTo(Duration.ofMillis(240));

        hub.sandbox().faults().clear();
        await().until(() -> account.deliveries("pending") == 0);
        assertThat(failures()).isZero();
    }

    @Test
    void doesNotSpendManyCallsOnARecipientWhoBlocksTheBot() {
        String recipient = "91" + webhook;
        account = hub.newAccount();
        account.addDirectMessage("me", recipient);
        hub.sandbox().blockDirectMessages(recipient);

        account.acceptMany(200);
        await().until(() -> account.attempts("rejected") >= 5);

        assertThat(account.deliveries("pending")).isPositive();
        await().atMost(Duration.ofSeconds(5)).until(() -> account.attempts("rejected") >= 6);
        List<Instant> calls = attemptTimes();
        assertThat(calls).hasSizeLessThan(60);
        assertThat(hub.sandbox().messages(Sandbox.directMessageChannel(recipient)))
                .isEmpty();
    }

    @Test
    void disablesADestinationThatHasFailedForADay() {
        String other = Hub.newWebhookId();
        hub.sandbox().faults().always(webhook, BROKEN);
        account.accept(EVENT);
        await().until(() -> account.deliveries("dead") == 1);
        // Only now, so that the first event goes to one destination.
        account.addWebhook("other", other, false);

        hub.jdbc()
                .sql("UPDATE delivery_lane SET failing_since = now() - interval '25 hours'"
                        + " WHERE id = (SELECT lane_id FROM destination WHERE id = ?)")
                .param(destination)
                .update();

        account.accept(EVENT);

        await().until(() -> status(destination).equals("disabled"));
        await().until(() -> account.messages(other).size() == 1);
        assertThat(account.messages(other)
                        .getFirst()
                        .at("/embeds/0/description")
                        .asText())
                .contains("Every call has failed since");
        account.acceptMany(12);
        hub.sandbox().faults().clear();
        assertThat(destinations.resume(destination)).isTrue();
        await().until(() -> account.titles(webhook).size() >= 12);
        assertThat(account.titles(webhook))
                .endsWith(IntStream.range(0, 12).mapToObj(String::valueOf).toArray(String[]::new));
        assertThat(failures()).isZero();
    }

    private String status(UUID id) {
        return hub.jdbc()
                .sql("SELECT status FROM destination WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    private int failures() {
        return hub.jdbc()
                .sql("SELECT failures FROM delivery_lane WHERE id = (SELECT lane_id FROM destination WHERE id = ?)")
                .param(destination)
                .query(Integer.class)
                .single();
    }

    private List<Instant> attemptTimes() {
        return hub.jdbc()
                .sql("SELECT DISTINCT started_at FROM attempt_made WHERE account_id = ? ORDER BY started_at")
                .param(account.id())
                .query((row, index) -> row.getTimestamp(1).toInstant())
                .list();
    }
}
