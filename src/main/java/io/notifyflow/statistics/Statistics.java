package io.notifyflow.statistics;

import io.notifyflow.event.EventIds;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts of an account's events, exact to the moment: hours that are over were counted once, and the rest is counted
 * from the events themselves. Every question names the account. Events whose month was dropped are counted for good.
 */
@Component
public class Statistics {

    private static final String COUNTED = "SELECT hour FROM statistics_progress";

    private static final String EVENTS =
            """
            SELECT
              (SELECT coalesce(sum(events), 0) FROM event_hour
               WHERE account_id = :account AND category = :category AND hour >= :hoursFrom AND hour < :hoursTo)
              + (SELECT count(*) FROM event WHERE account_id = :account AND lower(category) = :category
                   AND id >= :beforeFrom AND id < :beforeTo)
              + (SELECT count(*) FROM event WHERE account_id = :account AND lower(category) = :category
                   AND id >= :afterFrom AND id < :afterTo)
            """;

    private static final String LIVE_FIELDS =
            """
              SELECT f.key AS field, 1 AS events, CASE WHEN number IS NULL THEN 0 ELSE 1 END AS numbers,
                     number AS total, number AS least, number AS most
              FROM event e CROSS JOIN LATERAL json_each(CASE WHEN json_typeof(e.fields) = 'object' THEN e.fields END) f
                CROSS JOIN LATERAL (SELECT CASE WHEN json_typeof(f.value) = 'number' AND f.value::text !~ '[eE].{5}'
                                                THEN (f.value #>> '{}')::numeric END AS number) n
              WHERE e.account_id = :account AND lower(e.category) = :category
            """;

    private static final String FIELDS =
            """
            SELECT field, sum(events) AS events, sum(numbers) AS numbers, sum(total) AS total, min(least) AS least,
                   max(most) AS most
            FROM (
              SELECT field, events, numbers, total, least, most FROM field_hour
              WHERE account_id = :account AND category = :category AND hour >= :hoursFrom AND hour < :hoursTo
              UNION ALL
            """
                    + LIVE_FIELDS
                    + " AND e.id >= :beforeFrom AND e.id < :beforeTo UNION ALL "
                    + LIVE_FIELDS
                    + """
               AND e.id >= :afterFrom AND e.id < :afterTo) f
            GROUP BY field ORDER BY sum(events) DESC, field LIMIT :most
            """;

    private static final String LIVE_POINTS =
            """
              SELECT date_trunc(:unit, uuid7_time(e.id), :zone) AS at, 1 AS events,
                     CASE WHEN json_typeof(e.fields -> :field) = 'number' THEN (e.fields ->> :field)::numeric END AS total
              FROM event e WHERE e.account_id = :account AND lower(e.category) = :category
            """;

    private static final String POINTS =
            """
            SELECT at, sum(events) AS events, sum(total) AS total
            FROM (
              SELECT date_trunc(:unit, h.hour, :zone) AS at, h.events,
                     CASE WHEN :field <> '' THEN (
                       SELECT total FROM field_hour f WHERE f.account_id = h.account_id AND f.category = h.category
                         AND f.hour = h.hour AND f.field = :field) END AS total
              FROM event_hour h
              WHERE h.account_id = :account AND h.category = :category AND h.hour >= :hoursFrom AND h.hour < :hoursTo
              UNION ALL
            """
                    + LIVE_POINTS
                    + " AND e.id >= :beforeFrom AND e.id < :beforeTo UNION ALL "
                    + LIVE_POINTS
                    + """
               AND e.id >= :afterFrom AND e.id < :afterTo) p
            GROUP BY at ORDER BY at
            """;

    private static final String DAYS =
            """
            SELECT category, day, sum(events) AS events, max(last_id) AS last_id
            FROM (
              SELECT category, date_trunc('day', hour, :zone) AS day, events, last_id::text FROM event_hour
              WHERE account_id = :account AND hour >= :hoursFrom AND hour < :hoursTo
              UNION ALL
              SELECT lower(category), date_trunc('day', uuid7_time(id), :zone), 1, id::text FROM event
              WHERE account_id = :account AND id >= :beforeFrom AND id < :beforeTo
              UNION ALL
              SELECT lower(category), date_trunc('day', uuid7_time(id), :zone), 1, id::text FROM event
              WHERE account_id = :account AND id >= :afterFrom AND id < :afterTo) counted
            GROUP BY category, day
            """;

    private static final String LAST =
            """
            SELECT c.category, l.last_id FROM unnest(:categories) AS c(category)
              CROSS JOIN LATERAL (SELECT last_id FROM event_hour h
                                  WHERE h.account_id = :account AND h.category = c.category
                                  ORDER BY h.hour DESC LIMIT 1) l
            """;

    private static final String START =
            """
            SELECT hour FROM (
              SELECT hour, sum(events) OVER (ORDER BY hour DESC) - events AS later FROM event_hour
              WHERE account_id = :account AND category = :category AND hour < :before) h
            WHERE later >= :events ORDER BY hour DESC LIMIT 1
            """;

    private static final int MOST_FIELDS = 200;

    private final JdbcClient jdbc;

    Statistics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long events(UUID account, String category, Span span) {
        return in(EVENTS, account, span)
                .param("category", category.toLowerCase(Locale.ROOT))
                .query(Long.class)
                .single();
    }

    /**
     * An id before which nobody needs to look for the last events of a category before another one: a rare category of a
     * busy account is then found without reading all that happened in between.
     */
    public UUID startOf(UUID account, String category, UUID before, int events) {
        return jdbc.sql(START)
                .param("account", account)
                .param("category", category.toLowerCase(Locale.ROOT))
                .param(
                        "before",
                        Instant.ofEpochMilli(before.getMostSignificantBits() >>> 16)
                                .truncatedTo(ChronoUnit.HOURS)
                                .atOffset(ZoneOffset.UTC))
                .param("events", events)
                .query(OffsetDateTime.class)
                .optional()
                .map(hour -> EventIds.floor(hour.toInstant()))
                .orElse(new UUID(0, 0));
    }

    /** The fields of a category's events, the most frequent first. */
    public List<FieldFigures> fields(UUID account, String category, Span span) {
        return in(FIELDS, account, span)
                .param("category", category.toLowerCase(Locale.ROOT))
                .param("most", MOST_FIELDS)
                .query((row, index) -> new FieldFigures(
                        row.getString("field"),
                        row.getLong("events"),
                        row.getLong("numbers"),
                        row.getBigDecimal("total"),
                        row.getBigDecimal("least"),
                        row.getBigDecimal("most")))
                .list();
    }

    /**
     * The course of a category, without gaps.
     *
     * @param unit  hours or days; in zones that lie half an hour apart a day begins with the hour
     * @param field of which the total is asked for; null for none
     */
    public List<Point> points(
            UUID account, String category, Span span, ChronoUnit unit, ZoneId zone, @Nullable String field) {
        Map<Instant, Point> there = in(POINTS, account, span)
                .param("category", category.toLowerCase(Locale.ROOT))
                .param("unit", unit == ChronoUnit.HOURS ? "hour" : "day")
                .param("zone", zone.getId())
                .param("field", field == null ? "" : field)
                .query((row, index) -> {
                    BigDecimal total = row.getBigDecimal("total");
                    return new Point(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getLong("events"),
                            total == null ? BigDecimal.ZERO : total);
                })
                .list()
                .stream()
                .collect(Collectors.toMap(Point::at, point -> point));
        var points = new ArrayList<Point>();
        for (ZonedDateTime at = span.from().atZone(zone).truncatedTo(unit);
                at.toInstant().isBefore(span.to());
                at = at.plus(1, unit)) {
            points.add(there.getOrDefault(at.toInstant(), new Point(at.toInstant(), 0, BigDecimal.ZERO)));
        }
        return points;
    }

    /**
     * What happened of late in each category.
     *
     * @param categories in lower case
     * @param since      from when on the events are counted
     * @param days       of which each one's count is told, today being the last
     */
    public List<CategoryCount> overview(
            UUID account, List<String> categories, Instant since, int days, ZonedDateTime now) {
        ZonedDateTime firstDay = now.truncatedTo(ChronoUnit.DAYS).minusDays(days - 1L);
        Instant from = since.isBefore(firstDay.toInstant()) ? since : firstDay.toInstant();
        List<Day> counted = in(DAYS, account, new Span(from, now.toInstant().plus(1, ChronoUnit.DAYS)))
                .param("zone", now.getZone().getId())
                .query((row, index) -> new Day(
                        row.getString("category"),
                        row.getObject("day", OffsetDateTime.class).toInstant(),
                        row.getLong("events"),
                        UUID.fromString(row.getString("last_id"))))
                .list();
        Map<String, UUID> last = jdbc
                .sql(LAST)
                .param("categories", categories.toArray(String[]::new))
                .param("account", account)
                .query((row, index) -> Map.entry(row.getString("category"), row.getObject("last_id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return categories.stream()
                .map(category -> count(
                        category,
                        counted.stream()
                                .filter(day -> day.category().equals(category))
                                .toList(),
                        since,
                        days,
                        firstDay,
                        last.get(category)))
                .toList();
    }

    private record Day(String category, Instant day, long events, UUID lastId) {}

    private static CategoryCount count(
            String category, List<Day> counted, Instant since, int days, ZonedDateTime firstDay, @Nullable UUID known) {
        Map<Instant, Long> byDay = counted.stream().collect(Collectors.toMap(Day::day, Day::events));
        var course = new ArrayList<Long>();
        for (int day = 0; day < days; day++) {
            course.add(byDay.getOrDefault(firstDay.plusDays(day).toInstant(), 0L));
        }
        UUID last = known;
        long events = 0;
        for (Day day : counted) {
            if (!day.day().isBefore(since)) {
                events += day.events();
            }
            if (last == null || day.lastId().toString().compareTo(last.toString()) > 0) {
                last = day.lastId();
            }
        }
        return new CategoryCount(category, events, course, last);
    }

    private JdbcClient.StatementSpec in(String statement, UUID account, Span span) {
        Instant counted = jdbc.sql(COUNTED)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(Instant.EPOCH);
        Pieces pieces = Pieces.of(span, counted);
        return jdbc.sql(statement)
                .param("account", account)
                .param("hoursFrom", pieces.hours().from().atOffset(ZoneOffset.UTC))
                .param("hoursTo", pieces.hours().to().atOffset(ZoneOffset.UTC))
                .param("beforeFrom", EventIds.floor(pieces.before().from()))
                .param("beforeTo", EventIds.floor(pieces.before().to()))
                .param("afterFrom", EventIds.floor(pieces.after().from()))
                .param("afterTo", EventIds.floor(pieces.after().to()));
    }
}
