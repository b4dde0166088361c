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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** When each polled source is asked next, by which hub, and what it told already; times are the database's. */
@Repository
class Polls {

    private static final Logger log = LoggerFactory.getLogger(Polls.class);

    /** A poll takes less, even when every address of a slow feed is tried. */
    static final Duration LEASE = Duration.ofMinutes(3);

    private static final Duration KEPT = Duration.ofDays(30);
    /** Beyond what stands there now: for a feed that names its items anew each time. */
    private static final int MOST_KEPT = 10_000;

    /**
     * Takes turns between accounts: the first that is due of each, then the second of each, and so on. What a hub asks
     * for an account already counts as turns that it has had.
     */
    private static final String CLAIM =
            """
            WITH ranked AS (
              SELECT p.source_id, p.next_poll_at,
                     row_number() OVER (PARTITION BY s.account_id ORDER BY p.next_poll_at) + coalesce(busy.polls, 0) AS turn
              FROM source_poll p
              JOIN source s ON s.id = p.source_id
              LEFT JOIN unnest(CAST(:accounts AS uuid[]), CAST(:polls AS integer[])) AS busy(account_id, polls)
                ON busy.account_id = s.account_id
              WHERE p.next_poll_at <= clock_timestamp()
                AND (p.leased_until IS NULL OR p.leased_until <= clock_timestamp())
                AND s.revoked_at IS NULL AND s.type <> ALL (:stopped)),
            due AS MATERIALIZED (
              SELECT p.source_id FROM source_poll p
              WHERE p.source_id IN (SELECT source_id FROM ranked WHERE turn <= :share ORDER BY turn, next_poll_at LIMIT :most)
                AND p.next_poll_at <= clock_timestamp()
                AND (p.leased_until IS NULL OR p.leased_until <= clock_timestamp())
              FOR UPDATE SKIP LOCKED)
            UPDATE source_poll p SET leased_until = clock_timestamp() + make_interval(secs => :lease)
            FROM due JOIN source s ON s.id = due.source_id
            WHERE p.source_id = due.source_id
            RETURNING s.id, s.account_id, s.type, s.name, s.category, s.secret, s.settings, p.leased_until, p.cursor,
                      p.last_polled_at, p.failures, p.pinged_at, clock_timestamp() AS now
            """;

    /** A source whose row makes no sense; its next turn comes later each time. */
    private static final String PUT_OFF =
            """
            UPDATE source_poll SET leased_until = NULL, failures = failures + 1, last_error = :error,
              next_poll_at = clock_timestamp() + least(interval '10 minutes', interval '10 seconds' * power(2, least(failures, 10)))
            WHERE source_id = :source
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
     * @param busy    how many sources of an account this hub asks already
     * @param share   how many of one account it asks at once
     * @param most    how many it claims now
     */
    List<Poll> claim(Collection<String> stopped, Map<UUID, Integer> busy, int share, int most) {
        var unreadable = new HashMap<UUID, String>();
        List<Poll> polls = jdbc
                .sql(CLAIM)
                .param("stopped", stopped.toArray(String[]::new))
                .param("accounts", busy.keySet().toArray(UUID[]::new))
                .param("polls", busy.values().toArray(Integer[]::new))
                .param("share", share)
                .param("most", most)
                .param("lease", LEASE.toSeconds())
                .query((row, index) -> readable(row, index, unreadable))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
        unreadable.forEach((source, error) -> {
            log.warn("Source {} cannot be read: {}", source, error);
            jdbc.sql(PUT_OFF).param("source", source).param("error", error).update();
        });
        return polls;
    }

    /** One row that makes no sense keeps no other source from being asked. */
    private Optional<Poll> readable(ResultSet row, int index, Map<UUID, String> unreadable) throws SQLException {
        try {
            return Optional.of(poll(row, index));
        } catch (RuntimeException e) {
            unreadable.put(row.getObject("id", UUID.class), "Its settings cannot be read: " + e.getMessage());
            return Optional.empty();
        }
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
