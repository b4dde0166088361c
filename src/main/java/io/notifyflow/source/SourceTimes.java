package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.source.format.WrittenDates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of senders, as numbers or texts: seconds, milliseconds, microseconds or nanoseconds since 1970, told
 * apart by their size, and dates as {@link WrittenDates} reads them. A time without a zone is UTC.
 */
final class SourceTimes {

    private static final String MEMBER = "timestamp";

    private static final Pattern NUMBER = Pattern.compile("\\d{9,19}(?:\\.\\d{1,12})?");
    /** The region that Java adds to the offset, the name that Go adds, and the clock of its process. */
    private static final Pattern ADDED = Pattern.compile(
            "(?:\\[[A-Za-z0-9_/+-]{1,50}]|(?<=[+-]\\d{2}:?\\d{2}) [A-Za-z]{1,5}(?: m=[+-][0-9.]{1,30})?)$");
    /** As .NET once wrote JSON. */
    private static final Pattern WRAPPED = Pattern.compile("\\\\?/Date\\((\\d{9,19})(?:[+-]\\d{4})?\\)\\\\?/");
    /** ISO 8601 without hyphens and colons. */
    private static final Pattern BASIC = Pattern.compile(
            "(\\d{4})(\\d{2})(\\d{2})(?:T(\\d{2})(\\d{2})(\\d{2})?([.,]\\d+)?(Z|[+-]\\d{2}:?(?:\\d{2})?)?)?");

    /** A number with more digits before the point than seconds have is in the next smaller unit, and so on. */
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(100_000_000_000L);

    private static final int THOUSAND_DIGITS = 3;
    private static final int SMALLEST_UNIT = 3 * THOUSAND_DIGITS;
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);

    private SourceTimes() {}

    /** Makes the event's time what the event API reads; one that cannot be read is left out. */
    static void normalize(ObjectNode event) {
        JsonNode sent = event.get(MEMBER);
        if (sent != null) {
            Instant time =
                    sent.isNumber() ? ofNumber(sent.decimalValue()) : sent.isTextual() ? of(sent.asText()) : null;
            if (time == null) {
                event.remove(MEMBER);
            } else {
                event.put(MEMBER, time.toString());
            }
        }
    }

    /** Null if it is no time. */
    static @Nullable Instant of(String text) {
        String time = ADDED.matcher(text.strip()).replaceFirst("");
        Matcher wrapped = WRAPPED.matcher(time);
        if (wrapped.matches()) {
            time = wrapped.group(1);
        }
        if (NUMBER.matcher(time).matches()) {
            return ofNumber(new BigDecimal(time));
        }
        Matcher basic = BASIC.matcher(time);
        return WrittenDates.instant(basic.matches() ? extended(basic) : time);
    }

    private static String extended(Matcher basic) {
        String date = basic.group(1) + "-" + basic.group(2) + "-" + basic.group(3);
        if (basic.group(4) == null) {
            return date;
        }
        return date + "T" + basic.group(4) + ":" + basic.group(5)
                + (basic.group(6) == null ? "" : ":" + basic.group(6) + orNothing(basic.group(7)))
                + orNothing(basic.group(8));
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable Instant ofNumber(BigDecimal number) {
        BigDecimal seconds = number;
        for (int digits = 0; seconds.abs().compareTo(MAX_SECONDS) >= 0; digits += THOUSAND_DIGITS) {
            if (digits == SMALLEST_UNIT) {
                return null;
            }
            seconds = seconds.movePointLeft(THOUSAND_DIGITS);
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        try {
            return Instant.ofEpochSecond(
                    whole.longValueExact(),
                    seconds.subtract(whole).multiply(BILLION).longValue());
        } catch (DateTimeException | ArithmeticException impossible) {
            return null;
        }
    }
}
