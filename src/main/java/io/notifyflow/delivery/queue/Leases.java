package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Circuit;
import io.notifyflow.delivery.DeliverySettings;
import io.notifyflow.event.DeliveriesWaiting;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who delivers in a lane: one hub at a time, for as long as it renews its lease. */
@Repository
class Leases {

    /**
     * A destination that leads elsewhere since a moment ago goes on once the message has its outcome that another hub sends
     * in the lane it had.
     */
    private static final String CLAIM =
            """
            UPDATE delivery_lane lane
            SET leased_by = :hub, leased_until = now() + make_interval(secs => :seconds), lease = lane.lease + 1
            FROM (
              SELECT lane.id, lane.leased_by FROM delivery_lane lane JOIN destination t ON t.lane_id = lane.id
              WHERE t.id = :destination AND lane.gone IS NULL
                AND (lane.leased_until < now() OR lane.leased_by = :hub)
                AND (t.lane_left_at IS NULL OR t.lane_left_at < now() - interval '1 minute'
                  OR NOT EXISTS (SELECT FROM delivery_lane former
                                 WHERE former.id = ANY (t.former_lanes) AND former.id <> lane.id
                                   AND former.leased_until >= now() AND former.leased_by <> :hub))
              FOR UPDATE OF lane SKIP LOCKED) free
            WHERE lane.id = free.id
            RETURNING lane.id, lane.lease, lane.failures, lane.failing_since,
              CASE WHEN lane.closed_until > now() THEN extract(epoch FROM lane.closed_until - now()) ELSE 0 END
                AS closed_for,
              free.leased_by AS held_before
            """;

    private static final String RENEW =
            """
            UPDATE delivery_lane SET leased_until = now() + make_interval(secs => :seconds)
            WHERE id = ANY(CAST(:lanes AS uuid[])) AND leased_by = :hub
            RETURNING id
            """;

    /** Tells whether another hub has queued something that it could not deliver because of this lease. */
    private static final String RELEASE =
            """
            UPDATE delivery_lane SET leased_by = NULL, leased_until = '-infinity'
            WHERE id = :lane AND leased_by = :hub AND lease = :lease
            RETURNING EXISTS (SELECT FROM delivery WHERE destination_id = :destination AND status = 'pending')
            """;

    private static final String RELEASE_ALL =
            "UPDATE delivery_lane SET leased_by = NULL, leased_until = '-infinity' WHERE leased_by = :hub";

    private static final double NANOS = 1e9;

    private final JdbcClient jdbc;
    private final double seconds;
    /** A new one for each start, so that a restarted hub never takes its own old lease for a live one. */
    private final UUID hub = EventIds.next();

    Leases(JdbcClient jdbc, DeliverySettings settings) {
        this.jdbc = jdbc;
        this.seconds = settings.lease().toMillis() / 1000.0;
    }

    /**
     * A lease and the state of its lane.
     *
     * @param lease      the number of the claim
     * @param heldBefore the hub that had it before, and has not given it back
     */
    record Claim(UUID lane, long lease, Circuit circuit, Duration closedFor, @Nullable UUID heldBefore) {}

    /** Claims the lane of a destination; empty when another hub has it, or nothing is to be called there any more. */
    Optional<Claim> claim(UUID destination) {
        return jdbc.sql(CLAIM)
                .param("hub", hub)
                .param("seconds", seconds)
                .param("destination", destination)
                .query((row, index) -> claim(row))
                .optional();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        OffsetDateTime failingSince = row.getObject("failing_since", OffsetDateTime.class);
        return new Claim(
                row.getObject("id", UUID.class),
                row.getLong("lease"),
                new Circuit(row.getInt("failures"), failingSince == null ? null : failingSince.toInstant()),
                Duration.ofNanos((long) (row.getDouble("closed_for") * NANOS)),
                row.getObject("held_before", UUID.class));
    }

    /** Under which this hub holds its leases. */
    UUID hub() {
        return hub;
    }

    /** Renews what this hub still holds, and tells which lanes that are. */
    List<UUID> renew(Collection<UUID> lanes) {
        return jdbc.sql(RENEW)
                .param("hub", hub)
                .param("seconds", seconds)
                .param("lanes", lanes.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    /** Gives a lease back, unless it was claimed again since; whether something waits for the destination. */
    boolean release(UUID lane, long lease, UUID destination) {
        return jdbc.sql(RELEASE)
                .param("hub", hub)
                .param("lane", lane)
                .param("lease", lease)
                .param("destination", destination)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Tells whichever hubs hold the lanes of these destinations that something waits there. */
    void call(List<UUID> destinations) {
        var unused = jdbc.sql("SELECT pg_notify(:channel, :destinations)")
                .param("channel", DeliveriesWaiting.CHANNEL)
                .param("destinations", destinations.stream().map(UUID::toString).collect(Collectors.joining(",")))
                .query((row, index) -> index)
                .list();
    }

    void releaseAll() {
        jdbc.sql(RELEASE_ALL).param("hub", hub).update();
    }
}
