package io.notifyflow.dashboard.events;

import io.notifyflow.dashboard.Values;
import io.notifyflow.statistics.Span;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/**
 * The time that a page is about, in days of whoever looks.
 *
 * @param name  today, week, month or custom
 * @param first day
 * @param last  day
 */
public record Range(String name, LocalDate first, LocalDate last, Span span) {

    private static final long FINE_HOURS = 49;

    static Range of(Values values, ZonedDateTime now) {
        LocalDate today = now.toLocalDate();
        return switch (values.of("range")) {
            case "today" -> of("today", today, today, now);
            case "week" -> of("week", today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), today, now);
            case "custom" -> {
                LocalDate first = day(values.text("from"));
                LocalDate last = day(values.text("to"));
                yield of("custom", first == null ? today : first, last == null ? today : last, now);
            }
            default -> of("month", today.withDayOfMonth(1), today, now);
        };
    }

    private static Range of(String name, LocalDate first, LocalDate last, ZonedDateTime now) {
        return new Range(
                name,
                first,
                last,
                new Span(
                        first.atStartOfDay(now.getZone()).toInstant(),
                        last.plusDays(1).atStartOfDay(now.getZone()).toInstant()));
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    /** In what steps its course is drawn. */
    ChronoUnit unit() {
        return ChronoUnit.HOURS.between(span.from(), span.to()) <= FINE_HOURS ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    }
}
