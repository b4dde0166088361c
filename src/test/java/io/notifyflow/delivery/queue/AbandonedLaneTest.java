package io.notifyflow.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a hub leaves behind that was killed while an event was in its memory, and a later one in the table. */
@HubTest
class AbandonedLaneTest {

    /** Enough for one of them to be looked at before the next sweep, were that not waited for. */
    private static final int LANES = 8;

    @Autowired
    Hub hub;

    private record Left(TestAccount account, String webhook) {}

    @Test
    void whatWasInMemoryGoesOutBeforeWhatCameLater() {
        List<Left> all = IntStream.range(0, LANES).mapToObj(lane -> leave()).toList();

        for (Left left : all) {
            await().until(() -> left.account().titles(left.webhook()).size() == 2);
            assertThat(left.account().titles(left.webhook())).containsExactly("in memory", "in the table");
        }
    }

    private Left leave() {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        UUID destination = account.addWebhook("main", webhook, true);
        UUID first = EventIds.floor(Instant.now().minusSeconds(6));
        UUID second = EventIds.floor(Instant.now().minusSeconds(5));
        hub.jdbc()
                .sql(
                        """
                        WITH event AS (
                          INSERT INTO event (id, account_id, category, title)
                          VALUES (:first, :account, 'sale', 'in memory'), (:second, :account, 'sale', 'in the table')
                        ), left_behind AS (
                          INSERT INTO event_outbox (first_id, last_id, event_ids) VALUES (:first, :first, ARRAY[:first])
                        ), queued AS (
                          INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
                          VALUES (:second, :account, :second, :destination, 'pending', 'default')
                        )
                        UPDATE delivery_lane SET leased_by = :first, leased_until = '-infinity'
                        WHERE id = (SELECT lane_id FROM destination WHERE id = :destination)
                        """)
                .param("account", account.id())
                .param("destination", destination)
                .param("first", first)
                .param("second", second)
                .update();
        // The hub looks at once, and not at the next second, for what a change lets go.
        assertThat(account.call("PATCH", "/api/v1/account", "{\"name\":\"Renamed\"}")
                        .statusCode())
                .isEqualTo(200);
        return new Left(account, webhook);
    }
}
