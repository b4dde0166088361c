package io.notifyflow.delivery.discord;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.HttpAnswer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordAnswersTest {

    private final DiscordAnswers answers = new DiscordAnswers(new ObjectMapper());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"id\":\"1\"}                   | delivered",
                "200 | {\"id\":\"1                      | unknown",
                "200 | <html></html>                    | unknown",
                "200 | {}                               | unknown",
                "204 | ''                               | unknown",
                "400 | {\"code\":50035}                 | rejected",
                "400 | {\"code\":20028}                 | throttled",
                "400 | ''                               | rejected",
                "401 | {\"code\":0}                     | credentials_refused",
                "403 | {\"code\":50001}                 | rejected",
                "403 | {\"code\":50007}                 | rejected",
                "403 | {\"code\":50013}                 | rejected",
                "403 | {\"code\":50278}                 | rejected",
                "403 | {\"code\":40003}                 | throttled",
                "404 | {\"code\":10015}                 | destination_gone",
                "404 | {\"code\":10003}                 | rejected",
                "404 | ''                               | rejected",
                "408 | ''                               | retry",
                "429 | {\"retry_after\":0.5}            | throttled",
                "429 | <html>slow down</html>           | throttled",
                "400 | {\"code\":130000}                | retry",
                "500 | ''                               | retry",
                "502 | <html>bad gateway</html>         | retry",
                "503 | {\"message\":\"overloaded\"}     | retry",
                "301 | ''                               | rejected",
            })
    void understandsAnAnswer(int status, String body, String outcome) {
        assertThat(classify(status, Map.of(), body).outcome().label()).isEqualTo(outcome);
    }

    @Test
    void waitsForRetryAfterAndNotForTheBucketsReset() {
        // The documented example of a shared limit: the bucket opens in 64.57 s, the resource in 1336.57 s.
        Classified shared = classify(
                429,
                Map.of("x-ratelimit-scope", "shared", "x-ratelimit-reset-after", "64.57", "retry-after", "1337"),
                "{\"message\":\"The resource is being rate limited.\",\"retry_after\":1336.57,\"global\":false}");

        assertThat(shared.outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofMillis(1_336_570)));
    }

    @ParameterizedTest
    @CsvSource({"65, 65000", "0.25, 250", "nonsense, 5000", "-3, 5000"})
    void fallsBackToTheHeader(String header, long millis) {
        Classified answer = classify(429, Map.of("retry-after", header), "<html>");

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofMillis(millis)));
    }

    @Test
    void keepsTheMessagesIdAndTheCode() {
        assertThat(classify(200, Map.of(), "{\"id\":\"42\"}").outcome()).isEqualTo(new AttemptOutcome.Delivered("42"));
        assertThat(classify(403, Map.of(), "{\"code\":50007,\"message\":\"Cannot send\"}"))
                .satisfies(classified -> assertThat(classified.errorCode()).isEqualTo(50007))
                .satisfies(
                        classified -> assertThat(classified.outcome().detail()).contains("allow direct messages"));
    }

    private Classified classify(int status, Map<String, String> headers, String body) {
        return answers.classify(new HttpAnswer(status, headers, body));
    }
}
