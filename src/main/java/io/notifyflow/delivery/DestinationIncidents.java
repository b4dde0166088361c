package io.notifyflow.delivery;

import io.notifyflow.event.EventIds;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Disables destinations that can take nothing until somebody acts, and tells their owners, once, through another
 * destination of theirs: with a notice, which is an event of the hub's own that counts for no quota.
 */
@Component("destinationIncidents")
public class DestinationIncidents {

    private static final Logger log = LoggerFactory.getLogger(DestinationIncidents.class);

    /** All that lead to the same place where that is gone; otherwise the fault may be in this one's token. */
    private static final String DISABLE =
            """
            UPDATE destination SET status = 'disabled', status_reason = :reason
            WHERE (id = :destination OR :gone AND lane_id = :lane) AND status <> 'disabled'
            RETURNING id, account_id, name
            """;

    private static final String OTHER =
            """
            SELECT t.id FROM destination t JOIN delivery_lane lane ON lane.id = t.lane_id
            WHERE t.account_id = :account AND t.id <> :destination AND t.status = 'active' AND lane.gone IS NULL
            ORDER BY lane.failures, t.is_default DESC, t.created_at LIMIT 1
            """;

    private static final String NOTICE =
            """
            WITH notice AS (
              INSERT INTO event (id, account_id, category, title, description, emoji)
              VALUES (:event, :account, 'notifyflow', :title, :description, '⚠️')
            ), uncounted AS (
              INSERT INTO quota_return (event_id, counted) VALUES (:event, false)
            )
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            VALUES (:delivery, :account, :event, :other, 'pending', 'notice of the hub')
            """;

    /** A crash may come between the record of an answer and this; or a new destination leads to a place that is gone. */
    private static final String OVERLOOKED =
            """
            SELECT t.id, t.lane_id, lane.gone FROM destination t JOIN delivery_lane lane ON lane.id = t.lane_id
            WHERE lane.gone IS NOT NULL AND t.status <> 'disabled' LIMIT 100
            """;

    private static final int TITLE = 256;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    DestinationIncidents(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Doing it again changes nothing, and tells nobody a second time. */
    public void raise(Attempt attempt) {
        Target target = attempt.batch().target();
        raise(target.id(), target.lane(), attempt.gone(), String.valueOf(attempt.failure()));
    }

    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void raiseOverlooked() {
        record Overlooked(UUID destination, UUID lane, String reason) {}
        List<Overlooked> overlooked = jdbc.sql(OVERLOOKED)
                .query((row, index) ->
                        new Overlooked(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3)))
                .list();
        overlooked.forEach(found -> raise(found.destination(), found.lane(), true, found.reason()));
    }

    private void raise(UUID destination, UUID lane, boolean gone, String reason) {
        transaction.executeWithoutResult(status -> jdbc.sql(DISABLE)
                .param("destination", destination)
                .param("lane", lane)
                .param("gone", gone)
                .param("reason", reason)
                .query((row, index) -> new Disabled(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getString("name")))
                .list()
                .forEach(disabled -> tellOwner(disabled, reason)));
    }

    private record Disabled(UUID id, UUID account, String name) {}

    private void tellOwner(Disabled disabled, String reason) {
        Optional<UUID> other = jdbc.sql(OTHER)
                .param("account", disabled.account())
                .param("destination", disabled.id())
                .query(UUID.class)
                .optional();
        if (other.isEmpty()) {
            log.warn(
                    "Account {} has no other destination through which to tell that {} was disabled",
                    disabled.account(),
                    disabled.id());
            return;
        }
        String title = "Destination \"" + disabled.name() + "\" is disabled";
        UUID event = EventIds.next();
        jdbc.sql(NOTICE)
                .param("event", event)
                .param("account", disabled.account())
                .param("title", title.length() <= TITLE ? title : title.substring(0, TITLE))
                .param(
                        "description",
                        reason + "\n\nIts events are kept, and go out in order when it is resumed. Mend it first;"
                                + " destination " + disabled.id())
                .param("delivery", EventIds.within(event, 0))
                .param("other", other.get())
                .update();
    }
}
