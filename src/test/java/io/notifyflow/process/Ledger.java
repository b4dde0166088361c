package io.notifyflow.process;

import io.notifyflow.process.EventLoad.Accepted;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database says of events, deliveries and leases. */
final class Ledger {

    /** In one statement. The deliveries of an event in the outbox may be in a hub's memory, so they do not count. */
    private static final String STATE =
            """
            WITH accepted AS (SELECT unnest(CAST(:events AS uuid[])) AS id),
                 unsettled AS (SELECT accepted.id FROM accepted JOIN event_outbox ON accepted.id = ANY(event_ids)),
                 made AS (SELECT status FROM accepted JOIN delivery ON event_id = accepted.id
                          WHERE event_id NOT IN (SELECT id FROM unsettled))
            SELECT (SELECT count(*) FROM accepted JOIN event ON event.id = accepted.id) AS stored,
                   (SELECT count(*) FROM unsettled) AS unrouted,
                   (SELECT count(*) FROM made WHERE status = 'pending') AS pending,
                   (SELECT count(*) FROM made WHERE status = 'delivered') AS delivered,
                   (SELECT count(*) FROM made WHERE status = 'dead') AS dead
            """;

    private static final String UNFINISHED =
            """
            SELECT (SELECT count(*) FROM event_outbox)
                 + (SELECT count(*) FROM delivery JOIN destination ON destination.id = destination_id
                    WHERE delivery.status = 'pending' AND destination.status = 'active')
            """;

    private static final String DELIVERIES =
            """
            SELECT event.id AS event_id, event.title, delivery.status, delivery.possible_duplicate
            FROM delivery JOIN event ON event.id = event_id WHERE destination_id = :destination
            """;

    /** The head of a destination's queue has been due for a while, and nobody holds the lane. */
    private static final String ABANDONED =
            """
            SELECT DISTINCT lane.id
            FROM delivery_lane lane
            JOIN destination ON destination.lane_id = lane.id
            CROSS JOIN LATERAL (
              SELECT next_attempt_at FROM delivery
              WHERE destination_id = destination.id AND status = 'pending' ORDER BY event_id LIMIT 1) head
            WHERE destination.status = 'active' AND lane.leased_until < now() AND lane.closed_until < now()
              AND head.next_attempt_at < now() - make_interval(secs => :seconds)
            """;

    private final JdbcClient jdbc;

    Ledger(DataSource database) {
        jdbc = JdbcClient.create(database);
    }

    /**
     * Where accepted events are at one moment.
     *
     * @param stored events
     * @param unrouted events whose deliveries are still to be made
     * @param pending deliveries, as are the others
     */
    record State(long stored, long unrouted, long pending, long delivered, long dead) {

        /** Deliveries, made or still to be made. */
        long deliveries(int perEvent) {
            return unrouted * perEvent + pending + delivered + dead;
        }
    }

    State stateOf(List<Accepted> accepted) {
        return jdbc.sql(STATE)
                .param("events", accepted.stream().map(Accepted::eventId).toArray(UUID[]::new))
                .query(State.class)
                .single();
    }

    /** Events to be routed, and deliveries to be made where the destination is not held by anybody. */
    long unfinished() {
        return jdbc.sql(UNFINISHED).query(Long.class).single();
    }

    /** A delivery and the title of its event. */
    record Entry(UUID eventId, String title, String status, boolean possibleDuplicate) {

        boolean delivered() {
            return status.equals("delivered");
        }
    }

    List<Entry> deliveriesTo(UUID destination) {
        return jdbc.sql(DELIVERIES)
                .param("destination", destination)
                .query(Entry.class)
                .list();
    }

    /** The lanes that nobody holds although something has been due there for so long. */
    Set<UUID> abandonedLanes(Duration since) {
        return jdbc.sql(ABANDONED)
                .param("seconds", since.toMillis() / 1000.0)
                .query(UUID.class)
                .set();
    }

    long leasedLanes() {
        return jdbc.sql("SELECT count(*) FROM delivery_lane WHERE leased_until > now()")
                .query(Long.class)
                .single();
    }
}
