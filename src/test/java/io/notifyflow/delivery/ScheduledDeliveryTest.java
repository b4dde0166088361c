package io.notifyflow.delivery;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class ScheduledDeliveryTest {

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    TestAccount account;
    String webhook;
    UUID main;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        webhook = Hub.newWebhookId();
        main = account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void presentTime() {
        clock.shift(Duration.ZERO);
    }

    private static final ZonedDateTime NOW = ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
    private static final ZonedDateTime END = NOW.plusHours(2);

    private static String time(ZonedDateTime time) {
        return time.format(DateTimeFormatter.ofPattern("HH:mm"));
    }

    private static String quietNow(String name) {
        return "{\"name\":\"" + name + "\",\"quietHours\":{\"from\":\"" + time(NOW.minusHours(1)) + "\",\"to\":\""
                + time(END) + "\"}}";
    }

    private String category(String body) {
        HttpResponse<String> made = account.call("POST", "/api/v1/categories", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.headers().firstValue("Location").orElseThrow();
    }

    /** Once the hub knows the category. */
    private UUID accepted(String category, String title) {
        HttpResponse<String> answer = await().until(
                        () -> account.submit("{\"category\":\"" + category + "\",\"title\":\"" + title + "\"}"),
                        response -> response.statusCode() == 202);
        return UUID.fromString(json(answer).path("eventId").asText());
    }

    private void scheduled(UUID event) {
        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("scheduled"));
    }

    @Test
    void whatComesInQuietHoursGoesOutWhenTheyEndAndNothingWaitsForIt() {
        category(quietNow("nightly"));
        UUID night = accepted("nightly", "in the night");
        scheduled(night);

        JsonNode delivery = account.event(night).at("/deliveries/0");
        assertThat(Instant.parse(delivery.path("nextAttemptAt").asText())).isEqualTo(END.toInstant());
        assertThat(json(account.call("GET", "/api/v1/deliveries?status=scheduled"))
                        .path("deliveries")
                        .findValuesAsText("eventId"))
                .contains(night.toString());
        account.accept("{\"category\":\"sale\",\"title\":\"by day\"}");
        await().until(() -> account.titles(webhook).contains("by day"));
        assertThat(account.titles(webhook)).doesNotContain("in the night");

        clock.shift(Duration.ofHours(3));

        await().until(() -> account.titles(webhook).contains("in the night"));
        await().until(() -> account.event(night).path("status").asText().equals("delivered"));
    }

    @Test
    void aDigestGathersAndSharesMessages() {
        category("{\"name\":\"hourly\",\"digestSeconds\":86400,\"timeZone\":\"Asia/Tokyo\"}");
        accepted("hourly", "number 0");
        List<UUID> events = IntStream.range(1, 8)
                .mapToObj(number -> account.accept("{\"category\":\"hourly\",\"title\":\"number " + number + "\"}"))
                .toList();
        events.forEach(this::scheduled);
        assertThat(account.messages(webhook)).isEmpty();

        clock.shift(Duration.ofDays(1));

        await().until(() -> account.titles(webhook).containsAll(List.of("number 0", "number 7")));
        assertThat(account.messages(webhook)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whoEndsTheQuietHoursGetsWhatWaited() {
        String path = category(quietNow("nightly"));
        UUID event = accepted("nightly", "early");
        scheduled(event);

        assertThat(account.call("PUT", path, "{\"name\":\"nightly\"}").statusCode())
                .isEqualTo(200);

        await().until(() -> account.titles(webhook).contains("early"));
    }

    @Test
    void whatWaitsForADestinationThatIsDeletedIsADeadLetter() {
        category(quietNow("nightly"));
        UUID event = accepted("nightly", "nowhere");
        scheduled(event);

        assertThat(account.call("DELETE", "/api/v1/destinations/" + main).statusCode())
                .isEqualTo(200);

        await().until(() -> account.event(event).path("status").asText().equals("dead-lettered"));
    }

    @Test
    void whoWaitsForTheOutcomeIsToldAtOnce() {
        category(quietNow("nightly"));
        accepted("nightly", "before");

        HttpResponse<String> answer =
                account.submit("{\"category\":\"nightly\",\"title\":\"now\"}", "Prefer", "wait=20");

        assertThat(json(answer).path("status").asText()).as(answer.body()).isEqualTo("scheduled");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    'quietHours':{'from':'22:00'}                  | quietHours must have from and to
                    'quietHours':{'from':'22:00','to':'22:00'}     | two different times
                    'quietHours':{'from':'22:00','to':'7:00'}      | such as 22:00 and 07:00
                    'quietHours':'night'                           | quietHours must be an object
                    'quietDays':['someday']                        | quietDays must be a list of some of monday
                    'quietDays':['monday','tuesday','wednesday','thursday','friday','saturday','sunday'] | must leave a day
                    'digestSeconds':59                             | digestSeconds must be a whole number from 60
                    'timeZone':'Berlin'                            | timeZone must be the name of a time zone
                    """)
    void refusesTimesThatMakeNoSense(String members, String why) {
        HttpResponse<String> refused =
                account.call("POST", "/api/v1/categories", ("{'name':'nightly'," + members + "}").replace('\'', '"'));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("message").asText()).contains(why);
    }
}
