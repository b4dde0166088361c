package io.notifyflow.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.deadletter.Redriving.Candidate;
import io.notifyflow.event.DeadLetter;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The redrives of sets, and how far they have come. */
@Repository
class Redrives {

    private static final int RECENT = 50;

    private static final String COLUMNS = " id, status, filter, total, redriven, per_second, created_at, finished_at ";

    private static final String START =
            """
            INSERT INTO redrive (id, account_id, filter, per_second, total)
            SELECT :id, :account, CAST(:filter AS jsonb), :perSecond, count(*)
            FROM delivery d JOIN destination t ON t.id = d.destination_id %s
            WHERE d.account_id = :account AND d.status = 'dead' %s
            ON CONFLICT (account_id) WHERE status = 'running' DO NOTHING
            RETURNING
            """
                    + COLUMNS;

    private static final String DUE =
            "SELECT id FROM redrive WHERE status = 'running' AND next_step_at <= clock_timestamp() ORDER BY next_step_at";

    private static final String LOCK =
            """
            SELECT id, account_id, filter, per_second, position, created_at FROM redrive
            WHERE id = :id AND status = 'running' AND next_step_at <= clock_timestamp()
            FOR UPDATE SKIP LOCKED
            """;

    private static final String NEXT =
            """
            SELECT d.id, d.event_id, d.destination_id, d.settled, coalesce(d.error, '') AS error
            FROM delivery d JOIN destination t ON t.id = d.destination_id %s
            WHERE d.account_id = :account AND d.status = 'dead' AND d.event_id >= :position
              AND d.completed_at < :startedAt %s
            ORDER BY d.event_id, d.id LIMIT :batch
            """;

    /** Who was kept from its steps may catch up for a second, not for more. */
    private static final String ADVANCE =
            """
            UPDATE redrive SET
              redriven = redriven + :redriven,
              total = greatest(total, redriven + :redriven),
              position = :position,
              next_step_at = greatest(next_step_at, clock_timestamp() - interval '1 second')
                             + make_interval(secs => CAST(:batch AS double precision) / per_second)
            WHERE id = :id
            """;

    private static final String FINISH =
            """
            UPDATE redrive SET
              redriven = redriven + :redriven,
              total = greatest(total, redriven + :redriven),
              status = 'finished',
              finished_at = clock_timestamp()
            WHERE id = :id
            RETURNING
            """
                    + COLUMNS;

    private static final String PUT_OFF =
            "UPDATE redrive SET next_step_at = clock_timestamp() + interval '5 seconds' WHERE id = :id";

    private static final String CANCEL =
            """
            UPDATE redrive SET status = 'cancelled', finished_at = clock_timestamp()
            WHERE id = :id AND account_id = :account AND status = 'running'
            RETURNING
            """
                    + COLUMNS;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Redrives(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A job whose row is locked for one step.
     *
     * @param position  the event that the last step came to
     * @param startedAt letters that died later are not part of it
     */
    record Job(UUID id, UUID account, LetterFilter filter, int perSecond, UUID position, OffsetDateTime startedAt) {

        /** Four steps a second, or less if that is not even one letter each. */
        int batch() {
            return Math.max(1, perSecond / 4);
        }
    }

    /** Begins a redrive; empty if the account has one that runs. */
    Optional<RedriveView> start(UUID account, LetterFilter filter, int perSecond) {
        return jdbc.sql(START.formatted(filter.joins(), filter.conditions()))
                .params(filter.parameters())
                .param("id", EventIds.next())
                .param("account", account)
                .param("filter", text(filter))
                .param("perSecond", perSecond)
                .query((row, index) -> view(row))
                .optional();
    }

    List<RedriveView> recent(UUID account) {
        return jdbc.sql("SELECT" + COLUMNS + "FROM redrive WHERE account_id = :account ORDER BY id DESC LIMIT :most")
                .param("account", account)
                .param("most", RECENT)
                .query((row, index) -> view(row))
                .list();
    }

    Optional<RedriveView> running(UUID account) {
        return jdbc.sql("SELECT" + COLUMNS + "FROM redrive WHERE account_id = :account AND status = 'running'")
                .param("account", account)
                .query((row, index) -> view(row))
                .optional();
    }

    Optional<RedriveView> find(UUID account, UUID id) {
        return jdbc.sql("SELECT" + COLUMNS + "FROM redrive WHERE id = :id AND account_id = :account")
                .param("id", id)
                .param("account", account)
                .query((row, index) -> view(row))
                .optional();
    }

    /** Ends a redrive that runs; what it has redriven stays in the queue. */
    Optional<RedriveView> cancel(UUID account, UUID id) {
        return jdbc.sql(CANCEL)
                .param("id", id)
                .param("account", account)
                .query((row, index) -> view(row))
                .optional();
    }

    List<UUID> due() {
        return jdbc.sql(DUE).query(UUID.class).list();
    }

    /** Locks a job for the rest of the transaction; empty if another hub has it, or had it a moment ago. */
    Optional<Job> lock(UUID id) {
        return jdbc.sql(LOCK)
                .param("id", id)
                .query((row, index) -> new Job(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        filter(row.getString("filter")),
                        row.getInt("per_second"),
                        row.getObject("position", UUID.class),
                        row.getObject("created_at", OffsetDateTime.class)))
                .optional();
    }

    /** The next letters in the order of their events; what was redriven before is dead no more, and not found again. */
    List<Candidate> next(Job job) {
        return jdbc.sql(NEXT.formatted(job.filter().joins(), job.filter().conditions()))
                .params(job.filter().parameters())
                .param("account", job.account())
                .param("position", job.position())
                .param("startedAt", job.startedAt())
                .param("batch", job.batch())
                .query((row, index) -> new Candidate(
                        new DeadLetter(
                                row.getObject("id", UUID.class),
                                row.getObject("event_id", UUID.class),
                                row.getObject("destination_id", UUID.class),
                                job.account(),
                                row.getString("error")),
                        row.getBoolean("settled")))
                .list();
    }

    void advance(Job job, int redriven, UUID position) {
        jdbc.sql(ADVANCE)
                .param("id", job.id())
                .param("redriven", redriven)
                .param("position", position)
                .param("batch", job.batch())
                .update();
    }

    RedriveView finish(Job job, int redriven) {
        return jdbc.sql(FINISH)
                .param("id", job.id())
                .param("redriven", redriven)
                .query((row, index) -> view(row))
                .single();
    }

    void putOff(UUID id) {
        jdbc.sql(PUT_OFF).param("id", id).update();
    }

    private RedriveView view(ResultSet row) throws SQLException {
        String status = row.getString("status");
        long total = row.getLong("total");
        long redriven = row.getLong("redriven");
        OffsetDateTime finishedAt = row.getObject("finished_at", OffsetDateTime.class);
        return new RedriveView(
                row.getObject("id", UUID.class),
                status,
                filter(row.getString("filter")),
                total,
                redriven,
                status.equals("finished") ? total - redriven : 0,
                row.getInt("per_second"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                finishedAt == null ? null : finishedAt.toInstant());
    }

    private String text(LetterFilter filter) {
        try {
            return json.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A filter is texts and numbers, which are JSON", e);
        }
    }

    private LetterFilter filter(String text) {
        try {
            return json.readValue(text, LetterFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The filter of a stored redrive cannot be read", e);
        }
    }
}
