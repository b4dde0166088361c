package io.notifyflow.delivery;

import io.notifyflow.event.EventIds;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who delivers to a destination: one hub at a time, for as long as it renews its lease. */
@Repository
class Leases {

    private static final String CLAIM =
            """
            UPDATE delivery_lane SET leased_by = :hub, leased_until = now() + make_interval(secs => :seconds)
            WHERE id IN (
              SELECT id FROM delivery_lane
              WHERE id = (SELECT lane_id FROM destination WHERE id = :destination)
                AND (leased_until < now() OR leased_by = :hub)
              FOR UPDATE SKIP LOCKED)
            """;

    private static final String RENEW =
            """
            UPDATE delivery_lane SET leased_until = now() + make_interval(secs => :seconds)
            FROM destination
            WHERE destination.id = ANY(CAST(:destinations AS uuid[])) AND leased_by = :hub
              AND delivery_lane.id = destination.lane_id
            RETURNING destination.id
            """;

    private static final String RELEASE =
            """
            UPDATE delivery_lane SET leased_by = NULL, leased_until = '-infinity'
            WHERE id = (SELECT lane_id FROM destination WHERE id = :destination) AND leased_by = :hub
            """;

    private static final String RELEASE_ALL =
            "UPDATE delivery_lane SET leased_by = NULL, leased_until = '-infinity' WHERE leased_by = :hub";

    private final JdbcClient jdbc;
    private final double seconds;
    /** A new one for each start, so that a restarted hub never takes its own old lease for a live one. */
    private final UUID hub = EventIds.next();

    Leases(JdbcClient jdbc, DeliverySettings settings) {
        this.jdbc = jdbc;
        this.seconds = settings.lease().toMillis() / 1000.0;
    }

    boolean claim(UUID destination) {
        return jdbc.sql(CLAIM)
                        .param("hub", hub)
                        .param("seconds", seconds)
                        .param("destination", destination)
                        .update()
                == 1;
    }

    /** Renews what this hub still holds, and tells which that is. */
    List<UUID> renew(Collection<UUID> destinations) {
        return jdbc.sql(RENEW)
                .param("hub", hub)
                .param("seconds", seconds)
                .param("destinations", destinations.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    void release(UUID destination) {
        jdbc.sql(RELEASE).param("hub", hub).param("destination", destination).update();
    }

    void releaseAll() {
        jdbc.sql(RELEASE_ALL).param("hub", hub).update();
    }
}
