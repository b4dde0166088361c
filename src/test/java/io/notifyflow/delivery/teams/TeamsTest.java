package io.notifyflow.delivery.teams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.Receiver.Request;
import io.notifyflow.testing.TestAccount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class TeamsTest {

    private static final String PATH = "/workflows/1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=planted";

    @Autowired
    Hub hub;

    Receiver teams;
    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        teams = new Receiver(TeamsTest::answer);
        account = hub.newAccount();
        destination = account.addDestination("teams", "main", Map.of("url", teams.address(PATH)));
    }

    @AfterEach
    void stop() {
        teams.close();
    }

    /** A workflow's webhook, as documented: a message with an Adaptive Card, 28 KB at most. */
    private static Answer answer(Request request) {
        if (!request.path().equals(PATH)) {
            return Answer.of(401, "");
        }
        if (request.body().getBytes(StandardCharsets.UTF_8).length > 28 * 1024) {
            return Answer.of(413, "");
        }
        JsonNode card = request.json().at("/attachments/0");
        boolean wellFormed = request.json().path("type").asText().equals("message")
                && card.path("contentType").asText().equals("application/vnd.microsoft.card.adaptive")
                && card.at("/content/type").asText().equals("AdaptiveCard");
        return wellFormed
                ? Answer.of(202, "")
                : Answer.of(400, "{\"error\":{\"code\":\"TriggerInputSchemaMismatch\"}}");
    }

    private JsonNode card() {
        await().until(() -> account.deliveries("delivered") == 1);
        assertThat(teams.requests()).hasSize(1);
        return teams.requests().getFirst().json().at("/attachments/0/content");
    }

    @Test
    void drawsAnEventWithoutItsMarkup() {
        account.accept(
                """
                {"category": "sale", "title": "**A** [x](https://evil.example)", "description": "- a\\n# b",
                 "url": "https://example.com/1", "fields": {"who_": "<at>Ada</at>"}, "timestamp": "2026-01-02T03:04:05Z"}
                """);

        JsonNode card = card();
        assertThat(card.at("/body/0/text").asText()).isEqualTo("💰 \\*\\*A\\*\\* \\[x\\]\\(https://evil.example\\)");
        assertThat(card.at("/body/1/text").asText()).isEqualTo("\\- a\n\n\\# b");
        assertThat(card.at("/body/2/facts/0/title").asText()).isEqualTo("who\\_");
        assertThat(card.at("/body/2/facts/0/value").asText()).isEqualTo("\\<at\\>Ada\\</at\\>");
        assertThat(card.at("/body/3/text").asText()).contains("03:04:05");
        assertThat(card.at("/actions/0/url").asText()).isEqualTo("https://example.com/1");
    }

    @Test
    void shortensWhatTeamsWouldRefuseWhereItShows() {
        String fields = IntStream.range(0, 25)
                .mapToObj(i -> "\"" + i + "€".repeat(70) + "\":\"" + "€".repeat(600) + "\"")
                .collect(Collectors.joining(","));

        account.accept(
                "{\"category\":\"sale\",\"description\":\"" + "€".repeat(3900) + "\",\"fields\":{" + fields + "}}");

        JsonNode card = card();
        assertThat(card.at("/body/1/text").asText()).endsWith("€…");
        assertThat(card.at("/body/2/facts").toString()).contains("more fields do not fit here");
    }

    @Test
    void triesAgainAfterA500AndWaitsAsToldAfterA429() {
        teams.next(Answer.of(502, ""));
        teams.next(Answer.of(429, "").with("Retry-After", "1"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = teams.requests();
        assertThat(Duration.between(requests.get(1).at(), requests.get(2).at())).isGreaterThan(Duration.ofMillis(950));
    }

    @ParameterizedTest
    @CsvSource({
        "404, dead,    disabled, create a new one",
        "410, dead,    disabled, create a new one",
        "401, pending, disabled, copy its address",
        "403, pending, disabled, copy its address",
        "400, dead,    active,   refuses the message",
        "413, dead,    active,   refuses the message",
    })
    void saysWhatToDoWhenTeamsTakesNothing(int status, String delivery, String state, String advice) {
        teams.next(Answer.of(status, "planted"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.attempts("rejected")
                        + account.attempts("destination_gone")
                        + account.attempts("credentials_refused")
                == 1);

        await().until(() -> account.destination(destination, "status").equals(state));
        assertThat(account.deliveries(delivery)).isEqualTo(1);
        assertThat(account.lastDetail()).contains(advice).doesNotContain("planted");
    }
}
