package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** When each polled source is asked next, by which hub, and what it told already; times are the database's. */
@Repository
class Polls {

    /** A poll takes less, even when every address of a slow feed is tried. */
    static final Duration LEASE = Duration.ofMinutes(3);

    private static final int AT_ONCE = 16;
    private static final Duration KEPT = Duration.ofDays(30);
    /** Beyond what stands there now: for a feed that names its items anew each time. */
    private static final int MOST_KEPT = 10_000;

    private static final String CLAIM =
            """
            WITH due AS MATERIALIZED (
              SELECT source_id FROM source_poll p
              WHERE next_poll_at <= clock_timestamp() AND (leased_until IS NULL OR leased_until <= clock_timestamp())
                AND NOT EXISTS (SELECT FROM source s WHERE s.id = p.source_id AND s.type = ANY (:stopped))
              ORDER BY next_poll_at LIMIT :most FOR UPDATE SKIP LOCKED)
            UPDATE source_poll p SET leased_until = clock_timestamp() + make_interval(secs => :lease)
            FROM due JOIN source s ON s.id = due.source_id
            WHERE p.source_id = due.source_id AND s.revoked_at IS NULL
            RETURNING s.id, s.account_id, s.type, s.name, s.category, s.secret, s.settings, p.leased_until, p.cursor,
                      p.last_polled_at, p.failures, p.pinged_at, clock_timestamp() AS now
            """;

    private static final String SEEN =
            """
            SELECT item_id FROM source_seen WHERE source_id = :source AND item_id = ANY (:items)
            """;

    private static final String MARK =
            """
            INSERT INTO source_seen (source_id, item_id, seen_at)
            SELECT :source, item, clock_timestamp() FROM unnest(:items) item
            WHERE EXISTS (SELECT FROM source_poll WHERE source_id = :source) ORDER BY item
            ON CONFLICT (source_id, item_id) DO UPDATE SET seen_at = excluded.seen_at
            WHERE source_seen.seen_at < excluded.seen_at - make_interval(days => 1)
            """;

    private static final String FORGET =
            """
            DELETE FROM source_seen
            WHERE source_id = :source AND seen_at < greatest(
              clock_timestamp() - make_interval(secs => :kept),
              (SELECT seen_at FROM source_seen WHERE source_id = :source ORDER BY seen_at DESC OFFSET :most LIMIT 1))
            """;

    /** A heartbeat that was called meanwhile is looked at again at once. */
    private static final String SETTLE =
            """
            UPDATE source_poll SET
              leased_until = NULL, failures = :failures, last_error = :error,
              cursor = coalesce(CAST(:cursor AS jsonb), cursor),
              last_polled_at = CASE WHEN :read THEN clock_timestamp() ELSE last_polled_at END,
              next_poll_at = CASE WHEN pinged_at IS DISTINCT FROM :pinged THEN clock_timestamp()
                                  ELSE clock_timestamp() + make_interval(secs => :next) END
            WHERE source_id = :source AND leased_until = :lease
            """;

    private final JdbcClient jdbc;
    private final Sources sources;

    Polls(JdbcClient jdbc, Sources sources) {
        this.jdbc = jdbc;
        this.sources = sources;
    }

    /**
     * Sources that are due, and that nobody else asks until the lease ends or the poll is settled.
     *
     * @param stopped types that are not asked
     */
    List<Poll> claim(Collection<String> stopped) {
        return jdbc.sql(CLAIM)
                .param("stopped", stopped.toArray(String[]::new))
                .param("most", AT_ONCE)
                .param("lease", LEASE.toSeconds())
                .query(this::poll)
                .list();
    }

    private Poll poll(ResultSet row, int index) throws SQLException {
        Instant lease = instant(row, "leased_until");
        Instant now = instant(row, "now");
        if (lease == null || now == null) {
            throw new IllegalStateException("A claim sets its lease");
        }
        return new Poll(
                sources.source(row, index),
                now,
                lease,
                sources.tree(row.getString("cursor")),
                row.getObject("last_polled_at") == null,
                row.getInt("failures"),
                instant(row, "pinged_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Which of these the source told already. */
    Set<String> seen(UUID source, Collection<String> items) {
        return new HashSet<>(jdbc.sql(SEEN)
                .param("source", source)
                .param("items", items.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /**
     * How a poll ended.
     *
     * @param items  that are not told again
     * @param cursor null to keep the one before
     * @param read   whether the source could be read
     * @param error  what its owner should know
     */
    record End(
            Collection<String> items,
            @Nullable JsonNode cursor,
            boolean read,
            @Nullable String error,
            int failures,
            Duration next) {}

    /**
     * @return false if the lease ran out and another hub may have asked the source; what was told is kept even so
     */
    @Transactional
    public boolean settle(Poll poll, End end) {
        UUID source = poll.source().id();
        if (!end.items().isEmpty()) {
            jdbc.sql(MARK)
                    .param("source", source)
                    .param("items", end.items().toArray(String[]::new))
                    .update();
            jdbc.sql(FORGET)
                    .param("source", source)
                    .param("kept", KEPT.toSeconds())
                    .param("most", MOST_KEPT)
                    .update();
        }
        JsonNode cursor = end.cursor();
        return jdbc.sql(SETTLE)
                        .param("source", source)
                        .param("lease", poll.lease().atOffset(ZoneOffset.UTC))
                        .param("cursor", cursor == null ? null : cursor.toString(), Types.VARCHAR)
                        .param("read", end.read())
                        .param("error", end.error(), Types.VARCHAR)
                        .param("failures", end.failures())
                        .param("pinged", time(poll.pingedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("next", end.next().toMillis() / 1000.0)
                        .update()
                == 1;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
