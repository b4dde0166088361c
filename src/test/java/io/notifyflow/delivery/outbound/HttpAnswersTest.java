package io.notifyflow.delivery.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.HttpAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswersTest {

    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00Z");

    private final HttpAnswers answers = new HttpAnswers(Clock.fixed(NOW, ZoneOffset.UTC), new ObjectMapper());

    /** RFC 9110, section 5.6.7: one form is sent, all three are read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "37                              | 37000",
                "0.5                             | 500",
                "Fri, 06 Nov 2026 08:49:37 GMT   | 37000",
                "Friday, 06-Nov-26 08:49:37 GMT  | 37000",
                "Fri Nov  6 08:49:37 2026        | 37000",
                "Sunday, 06-Nov-94 08:49:37 GMT  | 0",
                "Sun Nov  6 08:49:37 1994        | 0",
                "Sat, 06 Nov 2027 08:49:37 GMT   | 86400000",
                "-5                              | 5000",
                "soon                            | 5000",
                "99999999999                     | 5000",
                "Fri, 32 Nov 2026 08:49:37 GMT   | 5000",
                "Monday, 06-Nov-26 08:49:37 GMT  | 37000",
            })
    void waitsAsLongAsRetryAfterSays(String header, long millis) {
        HttpAnswer answer = new HttpAnswer(429, Map.of("retry-after", header), "");

        assertThat(answers.classify(answer).outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofMillis(millis)));
    }
}
