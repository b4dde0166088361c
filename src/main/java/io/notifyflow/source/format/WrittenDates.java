package io.notifyflow.source.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates of feeds and of HTTP: RFC 3339, RFC 822 and RFC 9110, and what is often written instead. A weekday is
 * not read, since it can only contradict; a time without a zone is UTC, a date alone its first moment.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc5322#section-4.3">RFC 5322, obsolete dates and zones</a>
 */
public final class WrittenDates {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** Hours east of Greenwich of the names that are in use; RFC 5322 defines the American ones. */
    private static final Map<String, Double> ZONES = Map.ofEntries(
            Map.entry("ut", 0.0),
            Map.entry("utc", 0.0),
            Map.entry("gmt", 0.0),
            Map.entry("z", 0.0),
            Map.entry("wet", 0.0),
            Map.entry("bst", 1.0),
            Map.entry("west", 1.0),
            Map.entry("cet", 1.0),
            Map.entry("met", 1.0),
            Map.entry("cest", 2.0),
            Map.entry("mest", 2.0),
            Map.entry("eet", 2.0),
            Map.entry("sast", 2.0),
            Map.entry("eest", 3.0),
            Map.entry("msk", 3.0),
            Map.entry("ist", 5.5),
            Map.entry("jst", 9.0),
            Map.entry("kst", 9.0),
            Map.entry("acst", 9.5),
            Map.entry("aest", 10.0),
            Map.entry("aedt", 11.0),
            Map.entry("nzst", 12.0),
            Map.entry("nzdt", 13.0),
            Map.entry("nst", -3.5),
            Map.entry("brt", -3.0),
            Map.entry("adt", -3.0),
            Map.entry("ast", -4.0),
            Map.entry("edt", -4.0),
            Map.entry("est", -5.0),
            Map.entry("cdt", -5.0),
            Map.entry("cst", -6.0),
            Map.entry("mdt", -6.0),
            Map.entry("mst", -7.0),
            Map.entry("pdt", -7.0),
            Map.entry("pst", -8.0),
            Map.entry("akdt", -8.0),
            Map.entry("akst", -9.0),
            Map.entry("hst", -10.0));

    private static final String TIME = "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?\\s*(AM|PM|am|pm)?";
    private static final String ZONE =
            "(?:(?:GMT|UTC)?([+-]\\d{1,2}:?(?:\\d{2})?)|\\(?([A-Za-z]{1,5})\\)?)?(?:\\s*\\(.*\\))?";
    private static final String WEEKDAY = "(?:[A-Za-z]{2,9}\\.?,?\\s+)?";

    private static final Pattern YEAR_FIRST =
            Pattern.compile("(\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?(?:(?:[Tt]|\\s+)" + TIME + "\\s*" + ZONE + ")?");
    private static final Pattern DAY_FIRST =
            Pattern.compile(WEEKDAY + "(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+([A-Za-z]{3,9})\\.?,?[\\s-]+(\\d{2,4})(?:,?\\s+"
                    + TIME + "\\s*" + ZONE + ")?");
    private static final Pattern MONTH_FIRST = Pattern.compile(WEEKDAY
            + "([A-Za-z]{3,9})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?:,?\\s+" + TIME + "\\s*" + ZONE + ")?");
    /** As C's asctime writes it. */
    private static final Pattern YEAR_LAST =
            Pattern.compile(WEEKDAY + "([A-Za-z]{3,9})\\s+(\\d{1,2})\\s+" + TIME + "()()\\s+(\\d{4})");

    private static final int LONGEST = 100;
    private static final int LAST_SECOND = 59;

    private WrittenDates() {}

    /** Null if it is no date. */
    public static @Nullable Instant instant(String text) {
        String date = text.strip();
        if (date.length() > LONGEST) {
            return null;
        }
        try {
            return read(date);
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    private static @Nullable Instant read(String date) {
        Matcher match = YEAR_FIRST.matcher(date);
        if (match.matches()) {
            int day = match.group(3) == null ? 1 : number(match.group(3));
            return instant(LocalDate.of(number(match.group(1)), number(match.group(2)), day), match, 4);
        }
        match = DAY_FIRST.matcher(date);
        if (match.matches() && month(match.group(2)) > 0) {
            return instant(day(match.group(3), month(match.group(2)), match.group(1)), match, 4);
        }
        match = MONTH_FIRST.matcher(date);
        if (match.matches() && month(match.group(1)) > 0) {
            return instant(day(match.group(3), month(match.group(1)), match.group(2)), match, 4);
        }
        match = YEAR_LAST.matcher(date);
        if (match.matches() && month(match.group(1)) > 0) {
            return instant(day(match.group(10), month(match.group(1)), match.group(2)), match, 3);
        }
        return null;
    }

    private static LocalDate day(String year, int month, String day) {
        return LocalDate.of(year(number(year), year.length()), month, number(day));
    }

    /** Two digits are of this century below 50; three count from 1900. */
    private static int year(int year, int digits) {
        return switch (digits) {
            case 2 -> year < 50 ? 2000 + year : 1900 + year;
            case 3 -> 1900 + year;
            default -> year;
        };
    }

    private static int month(String name) {
        return MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    }

    /**
     * @param first the group of the hour; minute, second, fraction, half of the day, offset and zone follow
     */
    private static @Nullable Instant instant(LocalDate day, Matcher match, int first) {
        if (match.group(first) == null) {
            return day.atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        int hour = hour(number(match.group(first)), match.group(first + 4));
        // A leap second, and midnight as the end of a day.
        int second = match.group(first + 2) == null ? 0 : Math.min(number(match.group(first + 2)), LAST_SECOND);
        LocalDate date = hour == 24 ? day.plusDays(1) : day;
        LocalTime time = LocalTime.of(
                hour == 24 ? 0 : hour, number(match.group(first + 1)), second, fraction(match.group(first + 3)));
        ZoneOffset zone = zone(match.group(first + 5), match.group(first + 6));
        return zone == null ? null : OffsetDateTime.of(date, time, zone).toInstant();
    }

    private static int hour(int hour, @Nullable String half) {
        if (half == null) {
            return hour;
        }
        return hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }

    private static int fraction(@Nullable String digits) {
        return digits == null ? 0 : number((digits + "00000000").substring(0, 9));
    }

    private static @Nullable ZoneOffset zone(@Nullable String offset, @Nullable String name) {
        if (offset != null && !offset.isEmpty()) {
            String digits = offset.substring(1).replace(":", "");
            int hours = number(digits.length() > 2 ? digits.substring(0, digits.length() - 2) : digits);
            int minutes = digits.length() > 2 ? number(digits.substring(digits.length() - 2)) : 0;
            int sign = offset.charAt(0) == '-' ? -1 : 1;
            return ZoneOffset.ofTotalSeconds(sign * (hours * 60 + minutes) * 60);
        }
        if (name == null || name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        Double hours = ZONES.get(name.toLowerCase(Locale.ROOT));
        // RFC 5322: the letters of the military were used the wrong way round, so they say nothing.
        boolean military = name.length() == 1;
        return hours != null ? ZoneOffset.ofTotalSeconds((int) (hours * 3600)) : military ? ZoneOffset.UTC : null;
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
