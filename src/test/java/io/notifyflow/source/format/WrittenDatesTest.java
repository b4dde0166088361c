package io.notifyflow.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenDatesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 30 Nov 2026 12:00:00 GMT        | 2026-11-30T12:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 +0000      | 2026-11-30T12:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 EST        | 2026-11-30T17:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 PDT        | 2026-11-30T19:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 UT         | 2026-11-30T12:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 CET        | 2026-11-30T11:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 A          | 2026-11-30T12:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 GMT+2      | 2026-11-30T10:00:00Z",
                "Mon, 30 Nov 2026 12:00:00 -0330      | 2026-11-30T15:30:00Z",
                "Mon, 30 Nov 2026 12:00:00 +01:00 (CET) | 2026-11-30T11:00:00Z",
                "Mon, 30 Nov 26 12:00 GMT             | 2026-11-30T12:00:00Z",
                "Mon, 30 Nov 94 12:00 GMT             | 1994-11-30T12:00:00Z",
                "Fri, 30 Nov 2026 12:00:00 GMT        | 2026-11-30T12:00:00Z",
                "Monday, 30-Nov-26 12:00:00 GMT       | 2026-11-30T12:00:00Z",
                "Mon Nov 30 12:00:00 2026             | 2026-11-30T12:00:00Z",
                "Mon Nov  3 12:00:00 2026             | 2026-11-03T12:00:00Z",
                "30 November 2026                     | 2026-11-30T00:00:00Z",
                "Mon, 30 Nov 2026                     | 2026-11-30T00:00:00Z",
                "November 30, 2026                    | 2026-11-30T00:00:00Z",
                "Nov 30, 2026 3:05 PM                 | 2026-11-30T15:05:00Z",
                "Mon, 30 Nov 2026 24:00:00 GMT        | 2026-12-01T00:00:00Z",
                "Mon, 30 Nov 2026 23:59:60 GMT        | 2026-11-30T23:59:59Z",
                "2026-11-30                           | 2026-11-30T00:00:00Z",
                "2026-11                              | 2026-11-01T00:00:00Z",
                "2026-11-30T12:00:00Z                 | 2026-11-30T12:00:00Z",
                "2026-11-30T12:00Z                    | 2026-11-30T12:00:00Z",
                "2026-11-30T12:00:00.123456+0100      | 2026-11-30T11:00:00.123456Z",
                "2026-11-30T12:00:00+01:00            | 2026-11-30T11:00:00Z",
                "2026-11-30 12:00:00                  | 2026-11-30T12:00:00Z",
                "2026-11-30 12:00:00 UTC              | 2026-11-30T12:00:00Z",
                "2026-11-30 12:00:00 -05              | 2026-11-30T17:00:00Z",
            })
    void readsWhatIsWritten(String text, String instant) {
        assertThat(WrittenDates.instant(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "Mon, 31 Feb 2026 12:00:00 GMT",
                "Mon, 30 Nov 2026 25:00:00 GMT",
                "2026-13-01",
                "Mon, 30 Nov 2026 12:00:00 XYZ",
                "2026-11-30T12:00:00+99:00",
                "30 Nothing 2026",
                "1764504000"
            })
    void whatIsNoDateHasNoTime(String text) {
        assertThat(WrittenDates.instant(text)).isNull();
    }
}
