package io.notifyflow.category;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.DeliveryTimes;
import io.notifyflow.account.DeliveryTimes.QuietHours;
import io.notifyflow.event.Members;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads when the events of a category shall go out. */
final class TimesRequest {

    static final List<String> MEMBERS = List.of("quietHours", "quietDays", "digestSeconds", "timeZone");

    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
    private static final List<String> DAYS =
            Arrays.stream(DayOfWeek.values()).map(CategoryView::day).toList();
    private static final int LEAST_DIGEST = 60;
    private static final int MOST_DIGEST = 86_400;
    private static final int ZONE_LENGTH = 64;

    private TimesRequest() {}

    static DeliveryTimes read(Members members) {
        int digest = members.integer("digestSeconds", LEAST_DIGEST, MOST_DIGEST, 0);
        return new DeliveryTimes(
                hours(members), days(members), digest == 0 ? null : Duration.ofSeconds(digest), zone(members));
    }

    private static @Nullable QuietHours hours(Members members) {
        JsonNode hours = members.object("quietHours");
        if (hours.isEmpty()) {
            return null;
        }
        String from = hours.path("from").asText("");
        String to = hours.path("to").asText("");
        if (hours.size() != 2
                || !TIME.matcher(from).matches()
                || !TIME.matcher(to).matches()
                || from.equals(to)) {
            members.refuse("quietHours", "must have from and to, two different times of day such as 22:00 and 07:00");
            return null;
        }
        return new QuietHours(LocalTime.parse(from), LocalTime.parse(to));
    }

    private static Set<DayOfWeek> days(Members members) {
        List<String> names = members.choices("quietDays", DAYS, 0);
        if (names.size() == DAYS.size()) {
            members.refuse("quietDays", "must leave a day on which events go out");
            return Set.of();
        }
        return names.stream()
                .map(name -> DayOfWeek.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ZoneId zone(Members members) {
        String name = members.optionalText("timeZone", ZONE_LENGTH);
        if (name == null) {
            return DeliveryTimes.ANY.zone();
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            members.refuse("timeZone", "must be the name of a time zone such as Europe/Berlin");
            return DeliveryTimes.ANY.zone();
        }
        return ZoneId.of(name);
    }
}
