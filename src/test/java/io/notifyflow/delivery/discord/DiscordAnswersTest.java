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

    private final DiscordAnswers answers = new DiscordAnswers(
            new ObjectMapper(), new DiscordSettings(null, null, 45, 45, 9000, 1000, Duration.ofMinutes(1)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"id\":\"1\"}               | delivered           | delivered",
                "200 | {\"id\":\"1                  | unknown             | unknown",
                "200 | <html></html>                | unknown             | unknown",
                "200 | {}                           | unknown             | unknown",
                "200 | ''                           | unknown             | unknown",
                "204 | ''                           | unknown             | unknown",
                "301 | ''                           | rejected            | rejected",
                "400 | ''                           | rejected            | rejected",
                "400 | {\"code\":20028}             | throttled           | throttled",
                "400 | {\"code\":50035}             | rejected            | rejected",
                "400 | {\"code\":130000}            | retry               | retry",
                "401 | {\"code\":0}                 | credentials_refused | credentials_refused",
                "401 | {\"code\":50027}             | credentials_refused | credentials_refused",
                "403 | {\"code\":40003}             | throttled           | throttled",
                "403 | {\"code\":40062}             | throttled           | throttled",
                "403 | {\"code\":50001}             | rejected            | rejected",
                "403 | {\"code\":50007}             | rejected            | rejected",
                "403 | {\"code\":50013}             | rejected            | rejected",
                "403 | {\"code\":50278}             | rejected            | rejected",
                "404 | {\"code\":10003}             | destination_gone    | rejected",
                "404 | {\"code\":10013}             | rejected            | rejected",
                "404 | {\"code\":10015}             | destination_gone    | rejected",
                "404 | ''                           | retry               | retry",
                "404 | <html>Not Found</html>       | retry               | retry",
                "404 | {\"code\":0}                 | retry               | retry",
                "404 | {\"code\":10004}             | destination_gone    | rejected",
                "403 | ''                           | throttled           | throttled",
                "403 | <html>blocked</html>         | throttled           | throttled",
                "403 | {\"code\":40333}             | throttled           | throttled",
                "403 | {\"code\":40004}             | throttled           | throttled",
                "429 | {\"code\":0}                 | throttled           | throttled",
                "408 | ''                           | retry               | retry",
                "413 | ''                           | rejected            | rejected",
                "429 | {\"retry_after\":0.5}        | throttled           | throttled",
                "429 | <html>slow down</html>       | throttled           | throttled",
                "500 | ''                           | retry               | retry",
                "502 | <html>bad gateway</html>     | retry               | retry",
                "503 | {\"message\":\"overloaded\"} | retry               | retry",
            })
    void understandsAnAnswer(int status, String body, String ofWebhook, String ofBot) {
        HttpAnswer answer = new HttpAnswer(status, Map.of(), body);

        assertThat(answers.ofWebhook(answer).outcome().label()).isEqualTo(ofWebhook);
        assertThat(answers.ofBot(answer).outcome().label()).isEqualTo(ofBot);
    }

    @ParameterizedTest
    @CsvSource({"400, false", "413, false", "403, true", "404, true"})
    void tellsARefusedMessageFromARefusedRecipient(int status, boolean everyMessage) {
        assertThat(answers.ofBot(new HttpAnswer(status, Map.of(), "{\"code\":10003}"))
                        .outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Rejected.class, rejected -> assertThat(rejected.everyMessage())
                        .isEqualTo(everyMessage));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void tellsTheHubsOwnTokenFromTheWebhooks(boolean bot) {
        var answer = new HttpAnswer(401, Map.of(), "{\"code\":0,\"message\":\"401: Unauthorized\"}");

        assertThat((bot ? answers.ofBot(answer) : answers.ofWebhook(answer)).outcome())
                .isInstanceOfSatisfying(
                        AttemptOutcome.CredentialsRefused.class,
                        refused -> assertThat(refused.ofSender()).isEqualTo(bot));
    }

    @Test
    void learnsFromTheLastCallThatABucketAllows() {
        Map<String, String> last = Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset-after", "1.337");
        Map<String, String> notLast = Map.of("x-ratelimit-remaining", "1", "x-ratelimit-reset-after", "1.337");

        assertThat(classify(200, last, "{\"id\":\"1\"}").closedFor()).isEqualTo(Duration.ofMillis(1337));
        assertThat(classify(200, notLast, "{\"id\":\"1\"}").closedFor()).isNull();
        assertThat(classify(500, last, "").closedFor()).isEqualTo(Duration.ofMillis(1337));
    }

    @Test
    void keepsABucketClosedUnlessTheLimitIsGlobal() {
        String body = "{\"message\":\"\",\"retry_after\":2.5,\"global\":";

        assertThat(classify(429, Map.of(), body + "false}").closedFor()).isEqualTo(Duration.ofMillis(2500));
        assertThat(classify(429, Map.of(), body + "true}").closedFor()).isNull();
        assertThat(classify(429, Map.of("x-ratelimit-global", "true"), "{\"retry_after\":2.5}")
                        .closedFor())
                .isNull();
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
        Classified answer = classify(429, Map.of("retry-after", header, "x-ratelimit-scope", "user"), "<html>");

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"65, 65000", "0.25, 1000", "0, 60000", "nonsense, 60000", "-3, 60000", "99999, 3600000"})
    void waitsForAsLongAsABlockOfTheAddressSays(String header, long millis) {
        HttpAnswer answer = new HttpAnswer(429, Map.of("retry-after", header), "<html>error code: 1015</html>");

        assertThat(answers.ofWebhook(answer).outcome())
                .isInstanceOfSatisfying(AttemptOutcome.Throttled.class, throttled -> assertThat(throttled.retryAfter())
                        .isEqualTo(Duration.ofMillis(millis)));
        assertThat(answers.addressBlock(answer)).isPresent();
        assertThat(answers.addressBlock(new HttpAnswer(403, Map.of(), "{\"code\":50013}")))
                .isEmpty();
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
        return answers.ofWebhook(new HttpAnswer(status, headers, body));
    }
}
