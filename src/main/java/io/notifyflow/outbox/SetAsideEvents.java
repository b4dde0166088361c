package io.notifyflow.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The accepted events whose routing failed, each with the reason and the time of its next attempt. */
@Repository
public class SetAsideEvents {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);
    private static final int MAX_REASON = 500;
    private static final double MILLIS = 1000;

    private static final String ADD =
            """
            INSERT INTO event_set_aside (event_id, account_id, reason, next_attempt_at)
            VALUES (:event, :account, :reason, now() + make_interval(secs => :wait))
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason
            """;

    /** The events of outbox rows that were swept again and again; each gets its own turn, the first one at once. */
    private static final String MOVE =
            """
            WITH moved AS (DELETE FROM event_outbox WHERE first_id = ANY(CAST(:rows AS uuid[])) RETURNING event_ids)
            INSERT INTO event_set_aside (event_id, account_id, reason, attempts, next_attempt_at)
            SELECT e.id, e.account_id, :reason, 0, now() FROM moved CROSS JOIN unnest(moved.event_ids) AS id JOIN event e USING (id)
            ON CONFLICT DO NOTHING
            """;

    /** The wait doubles with each attempt, and is written before the attempt is made. */
    private static final String CLAIM =
            """
            UPDATE event_set_aside SET attempts = attempts + 1,
              next_attempt_at = now() + make_interval(secs => least(:longest, :first * power(2, least(attempts, 20))))
            WHERE event_id = (
              SELECT event_id FROM event_set_aside WHERE next_attempt_at <= now()
              ORDER BY next_attempt_at, event_id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING event_id, account_id, attempts
            """;

    private static final String REMOVE = "DELETE FROM event_set_aside WHERE event_id = :event";

    /** What kept one event from being routed may have kept the account's others. */
    private static final String HASTEN =
            """
            UPDATE event_set_aside SET next_attempt_at = now()
            WHERE account_id = :account AND attempts > 0 AND next_attempt_at > now()
            """;

    private static final String COUNT = "SELECT count(*) FROM event_set_aside";

    private final JdbcClient jdbc;
    private final AtomicLong count = new AtomicLong();

    SetAsideEvents(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        Gauge.builder("notifyflow.events.set.aside", count, AtomicLong::get)
                .description("Accepted events that could not be routed and are tried again, of all hubs")
                .register(registry);
    }

    /** An event whose turn has come, with the number of this attempt. */
    record Due(UUID event, UUID account, int attempt) {}

    /** Sets an event aside, or notes why it failed again. */
    void add(UUID event, UUID account, String reason) {
        jdbc.sql(ADD)
                .param("event", event)
                .param("account", account)
                .param(
                        "reason",
                        reason.substring(0, Math.min(MAX_REASON, reason.length()))
                                .replace("\0", ""))
                .param("wait", FIRST_WAIT.toMillis() / MILLIS)
                .update();
    }

    /** Sets all events of outbox rows aside. */
    @Transactional
    void move(Collection<UUID> rows, String reason) {
        jdbc.sql(MOVE)
                .param("rows", rows.toArray(UUID[]::new))
                .param("reason", reason)
                .update();
    }

    /** The next event whose turn has come, which no other hub takes now. */
    Optional<Due> claim() {
        return jdbc.sql(CLAIM)
                .param("first", FIRST_WAIT.toMillis() / MILLIS)
                .param("longest", MAX_WAIT.toMillis() / MILLIS)
                .query((row, index) ->
                        new Due(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3)))
                .optional();
    }

    void remove(UUID event) {
        jdbc.sql(REMOVE).param("event", event).update();
    }

    void hasten(UUID account) {
        jdbc.sql(HASTEN).param("account", account).update();
    }

    void count() {
        count.set(jdbc.sql(COUNT).query(Long.class).single());
    }

    /**
     * A row of the table {@code event}.
     *
     * @param event  null if the row cannot be read
     * @param reason why it cannot be read
     */
    record Stored(UUID id, UUID account, @Nullable Event event, String reason) {}

    /** The events of these ids that are stored, in their order; also those whose rows cannot be read. */
    List<Stored> read(Collection<UUID> ids) {
        return jdbc.sql(OutboxSweep.READ)
                .param("ids", ids.toArray(UUID[]::new))
                .query(SetAsideEvents::stored)
                .list();
    }

    private static Stored stored(ResultSet row, int index) throws SQLException {
        UUID id = row.getObject("event_id", UUID.class);
        UUID account = row.getObject("account_id", UUID.class);
        try {
            return new Stored(id, account, EventRows.read(row), "");
        } catch (SQLException | RuntimeException e) {
            return new Stored(id, account, null, "The event's row cannot be read: " + EventRouter.reason(e));
        }
    }
}
