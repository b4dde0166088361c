package io.notifyflow.admission;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.Submission.IdempotencyKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The statement that accepts a batch. One statement is one transaction and one round trip. */
@Repository
class AdmissionStore {

    /**
     * Exact under any concurrency, over any number of hubs: the lock on an account's usage row orders all that is
     * decided about the account. Locks are taken in the order of the key, so that two batches cannot wait for each
     * other. A key that another hub committed after this statement began is seen by {@code claimed} alone: such a
     * submission is not stored, and is decided again with a newer view.
     */
    private static final String ADMIT =
            """
            WITH submission AS MATERIALIZED (
              SELECT * FROM unnest(?::int[], ?::uuid[], ?::uuid[], ?::date[], ?::bigint[], ?::text[], ?::bytea[],
                                   ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
                AS s(ordinal, event_id, account_id, month, quota, key, digest,
                     category, title, description, fields, occurred_at, url, emoji)
            ), counter AS MATERIALIZED (
              SELECT u.account_id, u.month, u.accepted - u.returned AS used
              FROM usage u
              WHERE (u.account_id, u.month) IN (SELECT account_id, month FROM submission)
              ORDER BY u.account_id, u.month
              FOR UPDATE
            ), replay AS MATERIALIZED (
              SELECT s.ordinal, i.event_id, i.digest
              FROM submission s JOIN idempotency i ON i.account_id = s.account_id AND i.key = s.key
            ), ranked AS MATERIALIZED (
              SELECT s.*, c.used + row_number() OVER (PARTITION BY s.account_id, s.month ORDER BY s.ordinal) AS place
              FROM submission s JOIN counter c ON c.account_id = s.account_id AND c.month = s.month
              WHERE s.ordinal NOT IN (SELECT ordinal FROM replay)
            ), claimed AS (
              INSERT INTO idempotency (account_id, key, digest, event_id)
              SELECT account_id, key, digest, event_id FROM ranked
              WHERE place <= quota AND key IS NOT NULL
              ORDER BY account_id, key
              ON CONFLICT DO NOTHING
              RETURNING event_id
            ), stored AS (
              INSERT INTO event (id, account_id, category, title, description, fields, url, emoji, occurred_at)
              SELECT event_id, account_id, category, title, description, fields::json, url, emoji, occurred_at
              FROM ranked
              WHERE place <= quota AND (key IS NULL OR event_id IN (SELECT event_id FROM claimed))
              RETURNING id
            ), queued AS (
              INSERT INTO event_outbox (event_id) SELECT id FROM stored
            ), counted AS (
              UPDATE usage u SET accepted = u.accepted + n.events
              FROM (SELECT account_id, month, count(*) AS events FROM ranked
                    WHERE event_id IN (SELECT id FROM stored) GROUP BY account_id, month) n
              WHERE u.account_id = n.account_id AND u.month = n.month
            )
            SELECT s.ordinal, stored.id IS NOT NULL AS stored, ranked.place, replay.event_id, replay.digest
            FROM submission s
            LEFT JOIN ranked ON ranked.ordinal = s.ordinal
            LEFT JOIN stored ON stored.id = s.event_id
            LEFT JOIN replay ON replay.ordinal = s.ordinal
            """;

    private static final String OPEN_MONTH =
            """
            INSERT INTO usage (account_id, month) SELECT * FROM unnest(?::uuid[], ?::date[])
            ON CONFLICT DO NOTHING
            """;

    private final DataSource dataSource;

    AdmissionStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** One row of a batch. */
    record Row(UUID eventId, UUID accountId, LocalDate month, long quota, Waiting waiting) {

        EventContent content() {
            return waiting.submission().content();
        }

        @Nullable
        IdempotencyKey idempotency() {
            return waiting.submission().idempotency();
        }
    }

    /**
     * What became of one row.
     *
     * @param place  the number of the event in its month, counted from 1; null where the month is not open yet, or
     *               where the submission is a replay
     * @param replay the event that was accepted before under this key, with the digest of its content
     */
    record Result(boolean stored, @Nullable Long place, @Nullable UUID replay, byte @Nullable [] digest) {}

    /** Admits a batch and commits it. The results are in the order of the rows. */
    Result[] admit(List<Row> rows) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADMIT)) {
            bind(connection, statement, rows);
            var results = new Result[rows.size()];
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    results[row.getInt(1)] = new Result(
                            row.getBoolean(2),
                            row.getObject(3, Long.class),
                            row.getObject(4, UUID.class),
                            row.getBytes(5));
                }
            }
            return results;
        }
    }

    /** Opens the count of each row's account and month, where it is the first of that month. */
    void openMonths(List<Row> rows) throws SQLException {
        var months = new TreeMap<String, Row>();
        rows.forEach(row -> months.put(row.accountId() + "/" + row.month(), row));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(OPEN_MONTH)) {
            var columns = new Columns(connection, statement);
            columns.set("uuid", months.values().stream().map(Row::accountId).toArray());
            columns.set("date", months.values().stream().map(Row::month).toArray());
            statement.executeUpdate();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Row> rows) throws SQLException {
        var columns = new Columns(connection, statement);
        columns.set("int4", IntStream.range(0, rows.size()).boxed().toArray());
        columns.set("uuid", rows.stream().map(Row::eventId).toArray());
        columns.set("uuid", rows.stream().map(Row::accountId).toArray());
        columns.set("date", rows.stream().map(Row::month).toArray());
        columns.set("int8", rows.stream().map(Row::quota).toArray());
        columns.set("text", rows.stream().map(row -> key(row.idempotency())).toArray());
        columns.set("bytea", rows.stream().map(row -> digest(row.idempotency())).toArray(byte[][]::new));
        columns.set("text", rows.stream().map(row -> row.content().category()).toArray());
        columns.set("text", rows.stream().map(row -> row.content().title()).toArray());
        columns.set(
                "text", rows.stream().map(row -> row.content().description()).toArray());
        columns.set("text", rows.stream().map(row -> row.waiting().fieldsJson()).toArray());
        columns.set(
                "timestamptz",
                rows.stream().map(row -> text(row.content().occurredAt())).toArray());
        columns.set("text", rows.stream().map(row -> row.content().url()).toArray());
        columns.set("text", rows.stream().map(row -> row.content().emoji()).toArray());
    }

    private static @Nullable String key(@Nullable IdempotencyKey idempotency) {
        return idempotency == null ? null : idempotency.key();
    }

    private static byte @Nullable [] digest(@Nullable IdempotencyKey idempotency) {
        return idempotency == null ? null : idempotency.digest();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** Sets the parameters one after the other, each an array with one element a row. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private int index;

        Columns(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void set(String type, @Nullable Object[] values) throws SQLException {
            index++;
            statement.setArray(index, connection.createArrayOf(type, values));
        }
    }
}
