package io.notifyflow.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When events of a category go out.
 *
 * @param quiet     the hours of each day in which none does; null for none
 * @param quietDays days on which none does
 * @param digest    they gather, and go out together at whole multiples of it since midnight; null for at once
 * @param zone      in which days begin, and hours are told
 * @param problem   why they cannot be read, so that no event goes out; null if they can
 */
public record DeliveryTimes(
        @Nullable QuietHours quiet,
        Set<DayOfWeek> quietDays,
        @Nullable Duration digest,
        ZoneId zone,
        @Nullable String problem) {

    /** At once, whenever it is. */
    public static final DeliveryTimes ANY = new DeliveryTimes(null, Set.of(), null, ZoneOffset.UTC);

    /** From a time on until before another, which is on the next day where it is the earlier one. */
    public record QuietHours(LocalTime from, LocalTime to) {

        public QuietHours {
            if (from.equals(to)) {
                throw new IllegalArgumentException("Quiet hours must begin and end at different times");
            }
        }

        boolean contain(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean ended = !time.isBefore(to);
            return from.isBefore(to) ? begun && !ended : begun || !ended;
        }
    }

    public DeliveryTimes {
        quietDays = Set.copyOf(quietDays);
        if (quietDays.size() == DayOfWeek.values().length) {
            throw new IllegalArgumentException("Not every day can be quiet");
        }
    }

    public DeliveryTimes(@Nullable QuietHours quiet, Set<DayOfWeek> quietDays, @Nullable Duration digest, ZoneId zone) {
        this(quiet, quietDays, digest, zone, null);
    }

    /** Of a row with the columns of a category; one that makes no sense is told by {@link #problem}. */
    public static DeliveryTimes read(ResultSet row) throws SQLException {
        try {
            return readValid(row);
        } catch (DateTimeException | IllegalArgumentException e) {
            return new DeliveryTimes(
                    null, Set.of(), null, ZoneOffset.UTC, "Its times cannot be read: " + e.getMessage());
        }
    }

    private static DeliveryTimes readValid(ResultSet row) throws SQLException {
        LocalTime from = row.getObject("quiet_from", LocalTime.class);
        LocalTime to = row.getObject("quiet_to", LocalTime.class);
        Integer digest = row.getObject("digest_seconds", Integer.class);
        var days = (Integer[]) row.getArray("quiet_days").getArray();
        return new DeliveryTimes(
                from == null || to == null ? null : new QuietHours(from, to),
                Arrays.stream(days).map(DayOfWeek::of).collect(Collectors.toUnmodifiableSet()),
                digest == null ? null : Duration.ofSeconds(digest),
                ZoneId.of(row.getString("time_zone")));
    }

    /** When an event goes out that is routed now: now itself, or later. */
    public Instant due(Instant now) {
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        if (quiet == null && quietDays.isEmpty() && digest == null) {
            return now;
        }
        ZonedDateTime due = digest == null ? now.atZone(zone) : gathered(now.atZone(zone), digest);
        // The end of a quiet day may be in quiet hours, and the other way round.
        ZonedDateTime end = quietUntil(due);
        while (end != null) {
            due = end;
            end = quietUntil(due);
        }
        return due.toInstant();
    }

    private static ZonedDateTime gathered(ZonedDateTime now, Duration digest) {
        ZonedDateTime midnight = now.toLocalDate().atStartOfDay(now.getZone());
        long multiples = Duration.between(midnight, now).dividedBy(digest) + 1;
        ZonedDateTime next = midnight.plus(digest.multipliedBy(multiples));
        ZonedDateTime tomorrow = midnight.toLocalDate().plusDays(1).atStartOfDay(now.getZone());
        return next.isBefore(tomorrow) ? next : tomorrow;
    }

    private @Nullable ZonedDateTime quietUntil(ZonedDateTime at) {
        if (quietDays.contains(at.getDayOfWeek())) {
            return at.toLocalDate().plusDays(1).atStartOfDay(at.getZone());
        }
        if (quiet == null || !quiet.contain(at.toLocalTime())) {
            return null;
        }
        ZonedDateTime end = at.toLocalDate().atTime(quiet.to()).atZone(at.getZone());
        // Where clocks are put back an hour is told twice, and the second one is the end.
        return at.toLocalTime().isBefore(quiet.to())
                ? end.withLaterOffsetAtOverlap()
                : end.plusDays(1).withLaterOffsetAtOverlap();
    }
}
