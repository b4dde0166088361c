package io.notifyflow.admission;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.Submission.IdempotencyKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The statements that accept a batch. A statement is a transaction and a round trip. */
@Repository
class AdmissionStore {

    /** The one account of a batch needs no order of locks. */
    private static final String COUNT_ONE =
            """
            WITH counted AS (
              UPDATE usage u SET accepted = u.accepted + n.events
              FROM (SELECT (?::uuid[])[1], (?::date[])[1], (?::int8[])[1], (?::int8[])[1])
                   AS n(account_id, month, events, quota)
              WHERE u.account_id = n.account_id AND u.month = n.month AND u.accepted - u.returned + n.events <= n.quota
              RETURNING u.account_id, u.accepted - u.returned AS place
            ),
            """;

    private static final String COUNT_MANY =
            """
            WITH locked AS MATERIALIZED (
              SELECT u.account_id, u.month, n.events, n.quota
              FROM unnest(?::uuid[], ?::date[], ?::int8[], ?::int8[]) AS n(account_id, month, events, quota)
              JOIN usage u ON u.account_id = n.account_id AND u.month = n.month
              ORDER BY u.account_id, u.month
              FOR UPDATE OF u
            ), counted AS (
              UPDATE usage u SET accepted = u.accepted + n.events
              FROM locked n
              WHERE u.account_id = n.account_id AND u.month = n.month AND u.accepted - u.returned + n.events <= n.quota
              RETURNING u.account_id, u.accepted - u.returned AS place
            ),
            """;

    /**
     * Admits all submissions of an account or none of them, so that nothing need be ranked: almost always they are
     * without a key and far from the end of the quota. What is not admitted here is decided by {@link #ADMIT_EXACTLY}.
     */
    private static final String STORE =
            """
            stored AS (
              INSERT INTO event (id, account_id, category, title, description, fields, url, emoji, occurred_at)
              SELECT id, account_id, category, title, description, fields::json, url, emoji, occurred_at
              FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[],
                          ?::text[])
                AS s(id, account_id, category, title, description, fields, occurred_at, url, emoji)
              WHERE account_id IN (SELECT account_id FROM counted)
              RETURNING id
            ), queued AS (
              INSERT INTO event_outbox (first_id, last_id, event_ids)
              SELECT ids[1], ids[cardinality(ids)], ids FROM (SELECT array_agg(id ORDER BY id) AS ids FROM stored)
              WHERE ids IS NOT NULL
            )
            SELECT account_id, place FROM counted
            """;

    static final String ADMIT_ONE_ACCOUNT = COUNT_ONE + STORE;
    static final String ADMIT_PLAINLY = COUNT_MANY + STORE;

    /**
     * Exact under any concurrency, over any number of hubs: the lock on an account's usage row orders all that is
     * decided about the account. Locks are taken in the order of the key, so that two batches cannot wait for each
     * other. A key that another hub committed after this statement began is seen by {@code claimed} alone: such a
     * submission is not stored, and is decided again with a newer view.
     */
    static final String ADMIT_EXACTLY =
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
              INSERT INTO event_outbox (first_id, last_id, event_ids)
              SELECT ids[1], ids[cardinality(ids)], ids FROM (SELECT array_agg(id ORDER BY id) AS ids FROM stored)
              WHERE ids IS NOT NULL
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

    /**
     * Admits submissions without a key and commits them. The results are in the order of the rows; null for those of an
     * account whose quota may not suffice for all of them.
     */
    @Nullable
    Result[] admitPlainly(List<Row> rows) throws SQLException {
        Map<UUID, Count> counts = count(rows);
        String sql = counts.size() == 1 ? ADMIT_ONE_ACCOUNT : ADMIT_PLAINLY;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            var columns = new Columns(connection, statement);
            columns.set("uuid", counts.keySet().toArray());
            columns.set(
                    "date",
                    counts.values().stream().map(count -> count.first.month()).toArray());
            columns.set(
                    "int8", counts.values().stream().map(count -> count.events).toArray(Long[]::new));
            columns.set(
                    "int8",
                    counts.values().stream().map(count -> count.first.quota()).toArray(Long[]::new));
            columns.set("uuid", rows.stream().map(Row::eventId).toArray());
            columns.set("uuid", rows.stream().map(Row::accountId).toArray());
            content(columns, rows);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Count count = counts.get(row.getObject(1, UUID.class));
                    if (count != null) {
                        count.place = row.getLong(2) - count.events;
                    }
                }
            }
        }
        return rows.stream()
                .map(row -> counts.computeIfAbsent(row.accountId(), account -> new Count(row))
                        .next())
                .toArray(Result[]::new);
    }

    private static Map<UUID, Count> count(List<Row> rows) {
        Map<UUID, Count> counts = new HashMap<>();
        for (Row row : rows) {
            counts.computeIfAbsent(row.accountId(), account -> new Count(row)).events++;
        }
        return counts;
    }

    /** What a batch brings for one account. */
    private static final class Count {
        private final Row first;
        private long events;
        /** Of the last event that has one; -1 for none. */
        private long place = -1;

        Count(Row first) {
            this.first = first;
        }

        @Nullable
        Result next() {
            return place < 0 ? null : new Result(true, ++place, null, null);
        }
    }

    /** Decides on each submission of a batch and commits it. The results are in the order of the rows. */
    Result[] admitExactly(List<Row> rows) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADMIT_EXACTLY)) {
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

    /** Makes the tables of a month. */
    void createMonth(LocalDate month) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT create_month(?)")) {
            statement.setObject(1, month);
            statement.execute();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Row> rows) throws SQLException {
        var columns = new Columns(connection, statement);
        columns.set("int4", IntStream.range(0, rows.size()).boxed().toArray(Integer[]::new));
        columns.set("uuid", rows.stream().map(Row::eventId).toArray());
        columns.set("uuid", rows.stream().map(Row::accountId).toArray());
        columns.set("date", rows.stream().map(Row::month).toArray());
        columns.set("int8", rows.stream().map(Row::quota).toArray(Long[]::new));
        columns.text(rows, row -> key(row.idempotency()));
        columns.set("bytea", rows.stream().map(row -> digest(row.idempotency())).toArray(byte[][]::new));
        content(columns, rows);
    }

    private static void content(Columns columns, List<Row> rows) throws SQLException {
        columns.text(rows, row -> row.content().category());
        columns.text(rows, row -> row.content().title());
        columns.text(rows, row -> row.content().description());
        columns.text(rows, row -> row.waiting().fieldsJson());
        columns.set(
                "timestamptz",
                rows.stream().map(row -> text(row.content().occurredAt())).toArray());
        columns.text(rows, row -> row.content().url());
        columns.text(rows, row -> row.content().emoji());
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

        void text(List<Row> rows, Function<Row, @Nullable String> value) throws SQLException {
            // As String[], not Object[], the driver sends it in binary.
            var values = new @Nullable String[rows.size()];
            Arrays.setAll(values, i -> value.apply(rows.get(i)));
            set("text", values);
        }

        void set(String type, @Nullable Object[] values) throws SQLException {
            index++;
            statement.setArray(index, connection.createArrayOf(type, values));
        }
    }
}
