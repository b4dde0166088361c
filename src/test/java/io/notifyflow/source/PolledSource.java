package io.notifyflow.source;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A source that the hub asks, and what came of it. */
record PolledSource(Hub hub, TestAccount account, UUID id, String path) {

    /** Asked once already. */
    static PolledSource of(Hub hub, TestAccount account, String type, String settings, String... members) {
        PolledSource source = added(hub, account, type, settings, members);
        source.awaitPoll();
        return source;
    }

    static PolledSource added(Hub hub, TestAccount account, String type, String settings, String... members) {
        var all = new ArrayList<>(List.of("\"category\":\"bug\"", "\"settings\":" + settings.replace('\'', '"')));
        all.addAll(List.of(members));
        TestSource source = TestSource.of(account, type, all.toArray(String[]::new));
        return new PolledSource(hub, account, source.id(), source.path());
    }

    /** Has the hub ask it, once. */
    JsonNode poll() {
        makeDue();
        return awaitPoll();
    }

    void makeDue() {
        update("next_poll_at = clock_timestamp()");
    }

    void update(String assignment) {
        hub.jdbc()
                .sql("UPDATE source_poll SET " + assignment + " WHERE source_id = ?")
                .param(id)
                .update();
    }

    JsonNode awaitPoll() {
        await().atMost(Duration.ofSeconds(20)).until(() -> hub.jdbc()
                .sql("SELECT leased_until IS NULL AND next_poll_at > clock_timestamp() FROM source_poll"
                        + " WHERE source_id = ?")
                .param(id)
                .query(Boolean.class)
                .single());
        return view();
    }

    JsonNode view() {
        for (JsonNode source :
                json(send(account.request("/api/v1/sources").build())).path("sources")) {
            if (source.path("sourceId").asText().equals(id.toString())) {
                return source;
            }
        }
        throw new IllegalStateException("There is no source " + id);
    }

    /** The titles of the account's events, the oldest first. */
    List<String> titles() {
        return hub.jdbc()
                .sql("SELECT title FROM event WHERE account_id = ? ORDER BY id")
                .param(account.id())
                .query(String.class)
                .list();
    }
}
