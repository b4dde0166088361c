package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class AttemptLogTest {

    @Autowired
    Hub hub;

    TestAccount account;
    String webhook;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void writesOneLineForAMessageOfSeveralEvents(CapturedOutput output) {
        Runnable letGo = account.hold();
        List<UUID> events = account.acceptMany(3);
        await().until(() -> account.deliveries("pending") == 3);

        letGo.run();

        await().until(() -> !lines(output).isEmpty());
        String ids = events.stream().map(UUID::toString).collect(Collectors.joining(","));
        String deliveries = events.stream()
                .map(event ->
                        account.event(event).at("/deliveries/0/deliveryId").asText())
                .collect(Collectors.joining(","));
        assertThat(lines(output))
                .singleElement()
                .asString()
                .contains(
                        "event_ids=" + ids,
                        "delivery_ids=" + deliveries,
                        "category=sale",
                        "attempt=1",
                        "outcome=delivered",
                        "status=delivered",
                        "message_events=3")
                .doesNotContain("event_id=", "retry_in_ms");
    }

    @Test
    void writesTheEventAndWhatFollowsForAMessageOfOne(CapturedOutput output) {
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(500, "oops"));

        UUID event = account.accept("{\"category\":\"sale\"}");

        await().until(() -> lines(output).size() == 2);
        assertThat(lines(output).getFirst())
                .contains("event_id=" + event, "outcome=retry", "status=pending", "http_status=500", "retry_in_ms=")
                .doesNotContain("event_ids=", "message_events");
        assertThat(lines(output).getLast()).contains("event_id=" + event, "attempt=2", "status=delivered");
    }

    private List<String> lines(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("delivery attempt") && line.contains("account_id=" + account.id()))
                .toList();
    }
}
