package io.notifyflow.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dates in headers, in each of the three forms that HTTP knows.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, section 5.6.7</a>
 */
public final class HttpDate {

    private static final String WEEKDAY = "^[A-Za-z]+,?\\s+";
    private static final String ZONE = "\\s+(?:GMT|UTC)$";
    private static final int YEARS_AHEAD = 50;

    private HttpDate() {}

    /**
     * The time that a header says.
     *
     * @param now a year of two digits lies within fifty years after it, or before it
     * @return empty for a text in none of the forms
     */
    public static Optional<Instant> parse(String text, Instant now) {
        // A wrong weekday changes nothing.
        String date = text.strip().replaceFirst(WEEKDAY, "").replaceFirst(ZONE, "");
        for (DateTimeFormatter form : forms(now)) {
            try {
                return Optional.of(LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException another) {
                // Tried as the next form.
            }
        }
        return Optional.empty();
    }

    private static List<DateTimeFormatter> forms(Instant now) {
        LocalDate latest = LocalDate.ofInstant(now, ZoneOffset.UTC).plusYears(YEARS_AHEAD);
        return List.of(
                DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ROOT),
                new DateTimeFormatterBuilder()
                        .appendPattern("d-MMM-")
                        .appendValueReduced(ChronoField.YEAR, 2, 2, latest.minusYears(99))
                        .appendPattern(" HH:mm:ss")
                        .toFormatter(Locale.ROOT),
                DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy", Locale.ROOT));
    }
}
