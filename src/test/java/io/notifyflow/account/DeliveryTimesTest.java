package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.notifyflow.account.DeliveryTimes.QuietHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void whoAsksForNothingGetsItAtOnce() {
        Instant now = Instant.parse("2026-03-04T12:34:56.789Z");

        assertThat(DeliveryTimes.ANY.due(now)).isEqualTo(now);
    }

    /** All in Berlin; 2026-03-04 is a Wednesday. */
    @ParameterizedTest(name = "{0} to {1}, not on {2}, every {3}: {4} goes out {5}")
    @CsvSource({
        "22:00, 07:00, '', , 2026-03-04T21:59:59, 2026-03-04T21:59:59",
        "22:00, 07:00, '', , 2026-03-04T22:00:00, 2026-03-05T07:00:00",
        "22:00, 07:00, '', , 2026-03-05T06:59:59, 2026-03-05T07:00:00",
        "22:00, 07:00, '', , 2026-03-05T07:00:00, 2026-03-05T07:00:00",
        "12:00, 13:30, '', , 2026-03-04T12:15:00, 2026-03-04T13:30:00",
        "00:00, 07:00, '', , 2026-03-04T00:00:00, 2026-03-04T07:00:00",
        ", , 'SATURDAY SUNDAY', , 2026-03-06T23:59:59, 2026-03-06T23:59:59",
        ", , 'SATURDAY SUNDAY', , 2026-03-07T10:00:00, 2026-03-09T00:00:00",
        "22:00, 07:00, 'SATURDAY SUNDAY', , 2026-03-06T22:00:00, 2026-03-09T07:00:00",
        ", , '', PT15M, 2026-03-04T10:07:30, 2026-03-04T10:15:00",
        ", , '', PT15M, 2026-03-04T10:15:00, 2026-03-04T10:30:00",
        ", , '', PT24H, 2026-03-04T10:15:00, 2026-03-05T00:00:00",
        ", , '', PT7H, 2026-03-04T22:15:00, 2026-03-05T00:00:00",
        "22:00, 08:00, '', PT24H, 2026-03-04T10:15:00, 2026-03-05T08:00:00",
        "22:00, 08:00, '', PT1H, 2026-03-04T21:15:00, 2026-03-05T08:00:00",
        // Clocks go forward at 02:00 on 2026-03-29, and back at 03:00 on 2026-10-25.
        "22:00, 07:00, '', , 2026-03-28T23:00:00, 2026-03-29T07:00:00",
        "22:00, 07:00, '', , 2026-10-24T23:00:00, 2026-10-25T07:00:00",
        ", , '', PT1H, 2026-03-29T01:30:00, 2026-03-29T03:00:00",
    })
    void heldBackUntilItsTime(
            @Nullable LocalTime from,
            @Nullable LocalTime to,
            String days,
            @Nullable Duration digest,
            LocalDateTime accepted,
            LocalDateTime due) {
        Set<DayOfWeek> quietDays = Arrays.stream(days.split(" "))
                .filter(day -> !day.isEmpty())
                .map(DayOfWeek::valueOf)
                .collect(Collectors.toSet());
        var times = new DeliveryTimes(
                from == null || to == null ? null : new QuietHours(from, to), quietDays, digest, BERLIN);

        assertThat(times.due(accepted.atZone(BERLIN).toInstant()).atZone(BERLIN).toLocalDateTime())
                .isEqualTo(due);
    }

    /** Over every hour of some years, so that every change of the clocks is among them. */
    @Property(tries = 2000)
    void everyEventHasItsTimeAndNoneIsQuiet(
            @ForAll @LongRange(min = 1_700_000_000L, max = 1_900_000_000L) long second,
            @ForAll @IntRange(min = 0, max = 1439) int from,
            @ForAll @IntRange(min = 1, max = 1439) int length,
            @ForAll @IntRange(min = 0, max = 126) int days,
            @ForAll @IntRange(min = 60, max = 86_400) int digest,
            @ForAll boolean gathers) {
        var quietDays = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if ((days >> (day.getValue() - 1) & 1) == 1) {
                quietDays.add(day);
            }
        }
        LocalTime begins = LocalTime.MIDNIGHT.plusMinutes(from);
        var quiet = new QuietHours(begins, begins.plusMinutes(length));
        var times = new DeliveryTimes(
                quiet, quietDays, gathers ? Duration.ofSeconds(digest) : null, ZoneId.of("America/New_York"));
        Instant now = Instant.ofEpochSecond(second);

        Instant due = times.due(now);

        ZonedDateTime there = due.atZone(times.zone());
        assertThat(due).isAfterOrEqualTo(now).isBefore(now.plus(Duration.ofDays(9)));
        assertThat(quietDays).doesNotContain(there.getDayOfWeek());
        assertThat(quiet.contain(there.toLocalTime())).as(there.toString()).isFalse();
    }

    @Test
    void thereMustBeATimeLeft() {
        LocalTime noon = LocalTime.NOON;
        Set<DayOfWeek> everyDay = EnumSet.allOf(DayOfWeek.class);

        assertThatIllegalArgumentException().isThrownBy(() -> new QuietHours(noon, noon));
        assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryTimes(null, everyDay, null, BERLIN));
    }
}
