package io.notifyflow.category;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.account.DeliveryTimes.QuietHours;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A category.
 *
 * @param color         {@code #RRGGBB}
 * @param destinations  its own; none for the account's default
 * @param quietDays     in lower case, such as {@code saturday}
 * @param digestSeconds null where each event goes out at once
 * @param timeZone      of its hours and days, such as {@code Europe/Berlin}
 * @param problem       why its times cannot be read; its events are set aside meanwhile. Null if they can
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CategoryView(
        UUID categoryId,
        String name,
        String color,
        @Nullable String emoji,
        List<UUID> destinations,
        @Nullable HoursView quietHours,
        List<String> quietDays,
        @Nullable Integer digestSeconds,
        String timeZone,
        Instant createdAt,
        @Nullable String problem) {

    /** Such as 22:00 and 07:00. */
    record HoursView(String from, String to) {

        static HoursView of(QuietHours hours) {
            return new HoursView(hours.from().toString(), hours.to().toString());
        }
    }

    static String day(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }
}
