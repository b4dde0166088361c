package io.notifyflow.statistics;

import io.notifyflow.event.EventIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts each hour once it is over; of several hubs on a database, one at a time. */
@Component
class HourlyCounts {

    private static final Logger log = LoggerFactory.getLogger(HourlyCounts.class);

    /** An event's id is made before it is committed, by a hub whose clock may be a little late. */
    static final Duration SETTLED_AFTER = Duration.ofMinutes(10);

    /** A sender that makes up names of fields must not make tables of them: so many in an hour of a category. */
    private static final int FIELDS_OF_AN_HOUR = 100;

    private static final String LOCK = "SELECT hour FROM statistics_progress FOR UPDATE SKIP LOCKED";

    private static final String BEGIN = "INSERT INTO statistics_progress (hour) VALUES (:hour) ON CONFLICT DO NOTHING";

    private static final String FIRST_EVENT = "SELECT id FROM event ORDER BY id LIMIT 1";

    private static final String NEXT_EVENT = "SELECT id FROM event WHERE id >= :from ORDER BY id LIMIT 1";

    private static final String COUNT_EVENTS =
            """
            INSERT INTO event_hour (account_id, hour, category, events, last_id)
            SELECT account_id, :hour, lower(category), count(*), max(id::text)::uuid
            FROM event WHERE id >= :from AND id < :to
            GROUP BY account_id, lower(category)
            ON CONFLICT (account_id, hour, category)
              DO UPDATE SET events = EXCLUDED.events, last_id = EXCLUDED.last_id
            """;

    private static final String COUNT_FIELDS =
            """
            INSERT INTO field_hour (account_id, category, hour, field, events, numbers, total, least, most)
            SELECT account_id, category, :hour, field, events, numbers, total, least, most
            FROM (
              SELECT counted.*, row_number() OVER (PARTITION BY account_id, category
                                                   ORDER BY events DESC, field) AS place
              FROM (
                SELECT e.account_id, lower(e.category) AS category, f.key AS field, count(*) AS events,
                       count(number) AS numbers, sum(number) AS total, min(number) AS least, max(number) AS most
                FROM event e CROSS JOIN LATERAL json_each(CASE WHEN json_typeof(e.fields) = 'object' THEN e.fields END) f
                  CROSS JOIN LATERAL (SELECT CASE WHEN json_typeof(f.value) = 'number' AND f.value::text !~ '[eE].{5}'
                                                  THEN (f.value #>> '{}')::numeric END AS number) n
                WHERE e.id >= :from AND e.id < :to
                GROUP BY e.account_id, lower(e.category), f.key) counted) ranked
            WHERE place <= :most
            ON CONFLICT (account_id, category, hour, field)
              DO UPDATE SET events = EXCLUDED.events, numbers = EXCLUDED.numbers, total = EXCLUDED.total,
                            least = EXCLUDED.least, most = EXCLUDED.most
            """;

    private static final String ADVANCE = "UPDATE statistics_progress SET hour = :next";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    HourlyCounts(JdbcClient jdbc, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 20_000)
    void countWhatIsOver() {
        try {
            boolean more;
            do {
                more = countOne();
            } while (more);
        } catch (DataAccessException | TransactionException failed) {
            log.warn("Hours cannot be counted for the moment; pages count from the events: {}", failed.getMessage());
        }
    }

    /** Whether there may be another one. */
    private boolean countOne() {
        Instant end = clock.instant().minus(SETTLED_AFTER).truncatedTo(ChronoUnit.HOURS);
        return Boolean.TRUE.equals(transactions.execute(status -> countOne(end)));
    }

    private boolean countOne(Instant end) {
        Optional<Instant> progress =
                jdbc.sql(LOCK).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
        if (progress.isEmpty()) {
            return begin(end);
        }
        Instant from = progress.get();
        if (!from.isBefore(end)) {
            return false;
        }
        // Hours without any event are passed over at once.
        Instant hour = jdbc.sql(NEXT_EVENT)
                .param("from", EventIds.floor(from))
                .query(UUID.class)
                .optional()
                .map(HourlyCounts::hour)
                .orElse(end);
        if (!hour.isBefore(end)) {
            advance(end);
            return false;
        }
        count(COUNT_EVENTS, hour);
        count(COUNT_FIELDS, hour);
        advance(hour.plus(1, ChronoUnit.HOURS));
        return true;
    }

    private void count(String statement, Instant hour) {
        JdbcClient.StatementSpec counting = jdbc.sql(statement)
                .param("hour", utc(hour))
                .param("from", EventIds.floor(hour))
                .param("to", EventIds.floor(hour.plus(1, ChronoUnit.HOURS)));
        (statement.equals(COUNT_FIELDS) ? counting.param("most", FIELDS_OF_AN_HOUR) : counting).update();
    }

    private void advance(Instant next) {
        jdbc.sql(ADVANCE).param("next", utc(next)).update();
    }

    /** On the first run of all; a row that another hub has locked is no reason to begin anew. */
    private boolean begin(Instant end) {
        Instant first = jdbc.sql(FIRST_EVENT)
                .query(UUID.class)
                .optional()
                .map(HourlyCounts::hour)
                .orElse(end);
        return jdbc.sql(BEGIN)
                        .param("hour", utc(first.isBefore(end) ? first : end))
                        .update()
                > 0;
    }

    private static Instant hour(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).truncatedTo(ChronoUnit.HOURS);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
