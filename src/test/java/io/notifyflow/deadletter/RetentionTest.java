package io.notifyflow.deadletter;

import static io.notifyflow.deadletter.DeadLetterApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class RetentionTest {

    @Autowired
    Hub hub;

    @Autowired
    Retention retention;

    @Autowired
    DeadLetterMetrics metrics;

    @Autowired
    MeterRegistry registry;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void letsOldLettersExpireAndSaysSo(CapturedOutput output) {
        var mortuary = new Mortuary(hub, hub.newAccount());
        List<UUID> events = mortuary.die(3);
        UUID old = mortuary.deliveryOf(events.get(0));
        UUID lastOld = mortuary.deliveryOf(events.get(1));
        double before = expired();
        age(Duration.ofDays(91), old, lastOld);

        retention.expire();

        JsonNode event = mortuary.account().event(events.getFirst());
        assertThat(event.path("status").asText()).isEqualTo("expired");
        assertThat(event.at("/deliveries/0/status").asText()).isEqualTo("expired");
        assertThat(output)
                .contains("Dead letters have expired: 2 of account "
                        + mortuary.account().id() + ", deliveries")
                .contains(old.toString(), lastOld.toString());
        assertThat(expired()).isEqualTo(before + 2);
        assertThat(mortuary.read("/api/v1/dead-letters").path("deadLetters").findValuesAsText("eventId"))
                .containsExactly(events.getLast().toString());
        assertThat(mortuary.read("/api/v1/dead-letters/" + old).path("status").asText())
                .isEqualTo("expired");
        assertProblem(mortuary.redrive(old), 409, "dead-letter-expired", "submit the event again");
        assertThat(mortuary.usage()).containsExactly(3L, 3L);
    }

    @Test
    void anEventWithOneExpiredAndOneDeadLetterIsDeadLettered() {
        var account = hub.newAccount();
        String other = Hub.newWebhookId();
        account.addWebhook("other", other, true);
        var mortuary = new Mortuary(hub, account);
        mortuary.refuse(other);
        UUID event = mortuary.die(1).getFirst();
        UUID first = mortuary.deliveryOf(event);
        age(Duration.ofDays(91), first);

        retention.expire();

        assertThat(account.event(event).path("status").asText()).isEqualTo("dead-lettered");
        mortuary.awaitEnd(mortuary.start("{\"all\":true}"));
        mortuary.awaitStatus(event, "dead-lettered");
        await().untilAsserted(() -> assertThat(mortuary.usage()).containsExactly(1L, 1L));
    }

    @Test
    void keepsLettersForEverIfToldSo() {
        var database = new LetterDatabase();
        database.die(2);
        database.jdbc
                .sql("UPDATE delivery SET completed_at = now() - interval '30 years'")
                .update();

        database.retention(Duration.ZERO).expire();
        assertThat(database.withStatus("dead")).hasSize(2);

        database.retention(Duration.ofDays(10_000)).expire();
        assertThat(database.withStatus("expired")).hasSize(2);
    }

    @Test
    void forgetsOldRedrives() {
        var database = new LetterDatabase();
        UUID old = database.start(50);
        database.hub().step(old);
        database.jdbc
                .sql("UPDATE redrive SET finished_at = now() - interval '91 days'")
                .update();
        UUID young = database.start(50);

        database.retention(Duration.ofDays(90)).expire();

        assertThat(database.redrives.recent(database.account))
                .extracting(RedriveView::redriveId)
                .containsExactly(young);
    }

    @Test
    void gaugesWhatThereIs() {
        new Mortuary(hub, hub.newAccount()).die(2);

        metrics.measure();

        assertThat(registry.get("notifyflow.dead.letters").gauge().value())
                .isEqualTo(hub.jdbc()
                        .sql("SELECT count(*) FROM delivery WHERE status = 'dead'")
                        .query(Double.class)
                        .single())
                .isGreaterThanOrEqualTo(2);
    }

    private double expired() {
        return registry.get("notifyflow.dead.letters.expired").counter().count();
    }

    private void age(Duration age, UUID... deliveries) {
        for (UUID delivery : deliveries) {
            hub.jdbc()
                    .sql("UPDATE delivery SET completed_at = now() - make_interval(secs => ?) WHERE id = ?")
                    .params(age.toSeconds(), delivery)
                    .update();
        }
    }
}
