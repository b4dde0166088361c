package io.notifyflow.dashboard;

import io.notifyflow.account.Account;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What somebody should look at, and how much of the month is used. */
@Component
public class Attention {

    /** A destination with more waiting than this is counted as having this many: to know more would take long. */
    private static final int MOST_COUNTED = 10_000;

    private static final String DEAD_BY_CATEGORY =
            """
            SELECT lower(e.category) AS category, count(*) AS dead
            FROM (SELECT event_id FROM delivery WHERE account_id = :account AND status = 'dead'
                  ORDER BY completed_at DESC LIMIT :most) d
              CROSS JOIN LATERAL (SELECT category FROM event WHERE id = d.event_id OFFSET 0) e
            GROUP BY 1
            """;

    private static final String TROUBLES =
            """
            SELECT t.id, t.name, t.status, t.status_reason, q.waiting, q.oldest, l.closed_until, l.failing_since
            FROM destination t JOIN delivery_lane l ON l.id = t.lane_id
              CROSS JOIN LATERAL (SELECT count(*) AS waiting, min(uuid7_time(event_id)) AS oldest
                                  FROM (SELECT event_id FROM delivery
                                        WHERE destination_id = t.id AND status = 'pending'
                                        ORDER BY event_id LIMIT :most) p) q
            WHERE t.account_id = :account
              AND (t.status <> 'active' OR l.failing_since IS NOT NULL OR q.oldest < now() - interval '5 minutes')
            ORDER BY t.name
            """;

    private static final String USAGE =
            "SELECT accepted - returned FROM usage WHERE account_id = :account AND month = :month";

    private final JdbcClient jdbc;
    private final Clock clock;

    Attention(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A destination that does not get everything at once.
     *
     * @param waiting deliveries; 10000 for as many or more
     * @param oldest  since when the oldest of them waits
     */
    public record Trouble(
            UUID id,
            String name,
            String status,
            @Nullable String reason,
            long waiting,
            @Nullable Instant oldest,
            @Nullable Instant failingSince) {}

    /** Dead letters, the latest 10000 of them, by category in lower case. */
    Map<String, Long> deadByCategory(UUID account) {
        return jdbc
                .sql(DEAD_BY_CATEGORY)
                .param("account", account)
                .param("most", MOST_COUNTED)
                .query((row, index) -> Map.entry(row.getString("category"), row.getLong("dead")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<Trouble> troubles(UUID account) {
        return jdbc.sql(TROUBLES)
                .param("account", account)
                .param("most", MOST_COUNTED)
                .query((row, index) -> new Trouble(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("status"),
                        row.getString("status_reason"),
                        row.getLong("waiting"),
                        instant(row.getObject("oldest", OffsetDateTime.class)),
                        instant(row.getObject("failing_since", OffsetDateTime.class))))
                .list();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    Quota quota(Account account) {
        YearMonth month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        long used = jdbc.sql(USAGE)
                .param("account", account.id())
                .param("month", month.atDay(1))
                .query(Long.class)
                .optional()
                .orElse(0L);
        return new Quota(
                used,
                account.plan().limited() ? account.plan().monthlyEvents() : null,
                month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }
}
