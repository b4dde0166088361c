package io.notifyflow.billing;

import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reconciliations with their progress: one runs at a time over all hubs, and one begins by itself a night. */
@Repository
class Reconciliations {

    private static final int LEASE_SECONDS = 600;

    private static final String INTERRUPT =
            """
            UPDATE reconciliation SET status = 'interrupted', finished_at = now()
            WHERE status = 'running' AND lease_until < now()
            """;

    private static final String BEGIN =
            """
            INSERT INTO reconciliation (id, night, lease_until)
            VALUES (:id, :night, now() + make_interval(secs => :lease)) ON CONFLICT DO NOTHING
            """;

    private static final String CHECKED =
            """
            UPDATE reconciliation SET checked = checked + :checked, lease_until = now() + make_interval(secs => :lease)
            WHERE id = :id AND status = 'running'
            """;

    private static final String DIFFERENT =
            """
            WITH added AS (
              INSERT INTO reconciliation_difference
                (reconciliation_id, subscription_id, account_id, ours, theirs, mended, reason)
              VALUES (:id, :subscription, :account, :ours, :theirs, :mended, :reason) ON CONFLICT DO NOTHING RETURNING 1)
            UPDATE reconciliation SET differences = differences + 1, mended = mended + CAST(:mended AS boolean)::int,
                                      lease_until = now() + make_interval(secs => :lease)
            WHERE id = :id AND EXISTS (SELECT FROM added)
            """;

    private static final String END =
            """
            UPDATE reconciliation SET status = :status, error = :error, finished_at = now()
            WHERE id = :id AND status = 'running'
            """;

    private static final String LIST =
            """
            SELECT * FROM reconciliation ORDER BY id DESC LIMIT 50
            """;

    private static final String DIFFERENCES =
            """
            SELECT * FROM reconciliation_difference WHERE reconciliation_id = :id ORDER BY subscription_id LIMIT 1000
            """;

    private static final String FORGET = "DELETE FROM reconciliation WHERE finished_at < now() - interval '400 days'";

    private final JdbcClient jdbc;

    Reconciliations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Begins one, unless one runs.
     *
     * @param night the day of one that begins by itself, of which there is one; null for one that was asked for
     */
    Optional<UUID> begin(@Nullable LocalDate night) {
        jdbc.sql(INTERRUPT).update();
        jdbc.sql(FORGET).update();
        UUID id = EventIds.next();
        int begun = jdbc.sql(BEGIN)
                .param("id", id)
                .param("night", night, Types.DATE)
                .param("lease", LEASE_SECONDS)
                .update();
        return begun == 1 ? Optional.of(id) : Optional.empty();
    }

    /** Whether it still runs: one whose lease was over may have been ended by another hub. */
    boolean checked(UUID id, int subscriptions) {
        return jdbc.sql(CHECKED)
                        .param("checked", subscriptions)
                        .param("lease", LEASE_SECONDS)
                        .param("id", id)
                        .update()
                == 1;
    }

    void different(UUID id, Reconciliation.Difference difference) {
        jdbc.sql(DIFFERENT)
                .param("id", id)
                .param("subscription", difference.subscriptionId())
                .param("account", difference.accountId(), Types.OTHER)
                .param("ours", difference.ours(), Types.VARCHAR)
                .param("theirs", difference.theirs())
                .param("mended", difference.mended())
                .param("reason", difference.reason(), Types.VARCHAR)
                .param("lease", LEASE_SECONDS)
                .update();
    }

    void end(UUID id, String status, @Nullable String error) {
        jdbc.sql(END)
                .param("status", status)
                .param("error", error, Types.VARCHAR)
                .param("id", id)
                .update();
    }

    /** The newest first. */
    List<Reconciliation> recent() {
        return jdbc.sql(LIST).query((row, index) -> view(row)).list();
    }

    Optional<Reconciliation> find(UUID id) {
        return jdbc.sql("SELECT * FROM reconciliation WHERE id = :id")
                .param("id", id)
                .query((row, index) -> view(row))
                .optional()
                .map(found -> found.with(differences(id)));
    }

    private List<Reconciliation.Difference> differences(UUID id) {
        return jdbc.sql(DIFFERENCES)
                .param("id", id)
                .query((row, index) -> new Reconciliation.Difference(
                        row.getString("subscription_id"),
                        row.getObject("account_id", UUID.class),
                        row.getString("ours"),
                        row.getString("theirs"),
                        row.getBoolean("mended"),
                        row.getString("reason")))
                .list();
    }

    private static Reconciliation view(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Reconciliation(
                row.getObject("id", UUID.class),
                row.getString("status"),
                row.getObject("night") != null,
                row.getInt("checked"),
                row.getInt("differences"),
                row.getInt("mended"),
                row.getString("error"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                null);
    }
}
