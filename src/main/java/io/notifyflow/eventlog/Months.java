package io.notifyflow.eventlog;

import java.sql.Connection;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The months of events, deliveries and attempts, as the one hub sees them that may let months go.
 *
 * <p>A table leaves in three steps, and a crash may come after each: it is marked, detached and dropped. Detached
 * concurrently, which locks nobody out, and waits for those who still read it; but not for ever, and then it is ended
 * another time.
 */
final class Months {

    private static final long LOCK = 0x6D6F6E746873L;
    /** Tells a table that is on its way out from one that somebody has detached to keep it. */
    private static final String MARK = "notifyflow drops this month";

    private static final String ENDED =
            """
            SELECT c.relname AS name, p.relname AS parent, coalesce(i.inhdetachpending, false) AS detaching,
                   to_char(to_date(right(c.relname, 7), 'YYYY_MM'), 'YYYY-MM') AS month,
                   pg_total_relation_size(c.oid) AS bytes
            FROM pg_class c
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            LEFT JOIN pg_class p ON p.oid = i.inhparent
            WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'event'::regclass)
              AND c.relkind = 'r' AND c.relname ~ '^(event|delivery|delivery_attempt)_[0-9]{4}_[0-9]{2}$'
              AND (i.inhparent IN ('event'::regclass, 'delivery'::regclass, 'delivery_attempt'::regclass)
                OR i.inhparent IS NULL AND obj_description(c.oid, 'pg_class') = :mark)
              AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC'
                  < now() - make_interval(secs => :kept)
            ORDER BY month, name DESC
            """;

    private static final String BOUNDS =
            """
            SELECT uuid7_floor(CAST(:month AS timestamp) AT TIME ZONE 'UTC') AS first,
                   uuid7_floor((CAST(:month AS timestamp) + interval '1 month') AT TIME ZONE 'UTC') AS next
            """;

    private static final String UNFINISHED =
            """
            SELECT (SELECT count(*) FROM event_outbox WHERE last_id >= m.first AND first_id < m.next)
                   + (SELECT count(*) FROM event_set_aside WHERE event_id >= m.first AND event_id < m.next) AS unrouted,
                   (SELECT count(*) FROM delivery
                    WHERE event_id >= m.first AND event_id < m.next AND status IN ('pending', 'scheduled')) AS pending,
                   (SELECT count(*) FROM delivery
                    WHERE event_id >= m.first AND event_id < m.next AND status = 'dead') AS dead
            FROM (%s) m
            """
                    .formatted(BOUNDS);

    private static final String FORGET_RETURNS =
            "DELETE FROM quota_return q USING (%s) m WHERE q.event_id >= m.first AND q.event_id < m.next"
                    .formatted(BOUNDS);

    private final JdbcClient jdbc;
    private final Duration patience;

    /**
     * @param connection which commits each statement by itself
     * @param patience   how long to wait for those who read a month
     */
    Months(Connection connection, Duration patience) {
        this.patience = patience;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /**
     * A table of one month.
     *
     * @param parent    what it is a partition of; null once it is none
     * @param detaching whether that was begun
     */
    private record Table(String name, @Nullable String parent, boolean detaching) {}

    /** A month that has ended, with what there still is of it. */
    record Month(YearMonth month, List<Table> tables, long bytes) {}

    /** What of a month is not over yet. Dead letters are when they have expired. */
    record Unfinished(long unrouted, long pending, long dead) {

        boolean nothing() {
            return unrouted + pending + dead == 0;
        }
    }

    /** Whether no other hub is at it; to be given back. */
    boolean lock() {
        jdbc.sql("SELECT set_config('lock_timeout', :patience, false)")
                .param("patience", patience.toMillis() + "ms")
                .query(row -> {});
        return jdbc.sql("SELECT pg_try_advisory_lock(:lock)")
                .param("lock", LOCK)
                .query(Boolean.class)
                .single();
    }

    void unlock() {
        jdbc.sql("RESET lock_timeout").update();
        jdbc.sql("SELECT pg_advisory_unlock(:lock)").param("lock", LOCK).query(row -> {});
    }

    /** Months that ended longer ago than this, the oldest first. */
    List<Month> ended(Duration ago) {
        var tables = new TreeMap<YearMonth, List<Table>>();
        var bytes = new TreeMap<YearMonth, Long>();
        jdbc.sql(ENDED).param("mark", MARK).param("kept", ago.toSeconds()).query(row -> {
            var month = YearMonth.parse(row.getString("month"));
            tables.computeIfAbsent(month, first -> new ArrayList<>())
                    .add(new Table(row.getString("name"), row.getString("parent"), row.getBoolean("detaching")));
            bytes.merge(month, row.getLong("bytes"), Long::sum);
        });
        return tables.entrySet().stream()
                .map(month -> new Month(month.getKey(), month.getValue(), bytes.getOrDefault(month.getKey(), 0L)))
                .toList();
    }

    Unfinished unfinished(Month month) {
        return jdbc.sql(UNFINISHED)
                .param("month", month.month().atDay(1))
                .query(Unfinished.class)
                .single();
    }

    /** Drops its tables, the events first: what nobody finds any more is not shown without its deliveries. */
    void drop(Month month) {
        jdbc.sql(FORGET_RETURNS).param("month", month.month().atDay(1)).update();
        for (Table table : month.tables()) {
            if (table.parent() != null) {
                execute("COMMENT ON TABLE " + table.name() + " IS '" + MARK + "'");
                execute("ALTER TABLE " + table.parent() + " DETACH PARTITION " + table.name()
                        + (table.detaching() ? " FINALIZE" : " CONCURRENTLY"));
            }
            execute("DROP TABLE " + table.name());
        }
    }

    private void execute(String statement) {
        var unused = jdbc.sql(statement).update();
    }
}
