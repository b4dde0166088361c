package io.notifyflow.delivery.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.Receiver.Request;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class SlackTest {

    private static final String PATH = "/services/T0001/B0001/planted";

    @Autowired
    Hub hub;

    /** Slack, as documented: the limits of blocks, and one message a second for each webhook. */
    private final AtomicReference<Instant> lastTaken = new AtomicReference<>(Instant.EPOCH);

    Receiver slack;
    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        slack = new Receiver(this::answer);
        account = hub.newAccount();
        destination = account.addDestination("slack", "main", Map.of("url", slack.address(PATH)));
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    private Answer answer(Request request) {
        JsonNode blocks = request.json().path("blocks");
        if (!request.path().equals(PATH)) {
            return Answer.of(404, "no_service");
        }
        if (blocks.size() > 50 || !IntStream.range(0, blocks.size()).allMatch(i -> valid(blocks.get(i)))) {
            return Answer.of(400, "invalid_blocks");
        }
        Instant before = lastTaken.get();
        if (Duration.between(before, request.at()).toMillis() < 900) {
            return Answer.of(429, "rate_limited").with("Retry-After", "1");
        }
        lastTaken.set(request.at());
        return Answer.of(200, "ok");
    }

    private static boolean valid(JsonNode block) {
        JsonNode fields = block.path("fields");
        return switch (block.path("type").asText()) {
            case "header" -> fits(block.path("text"), "plain_text", 150);
            case "section" ->
                block.has("text") && fits(block.path("text"), "plain_text", 3000)
                        || fields.size() >= 1
                                && fields.size() <= 10
                                && IntStream.range(0, fields.size()).allMatch(i -> fits(fields.get(i), "mrkdwn", 2000));
            case "context" -> block.path("elements").size() <= 10;
            default -> false;
        };
    }

    private static boolean fits(JsonNode text, String type, int limit) {
        int length = text.path("text").asText().length();
        return text.path("type").asText().equals(type) && length >= 1 && length <= limit;
    }

    private JsonNode only() {
        await().until(() -> account.deliveries("delivered") == 1);
        assertThat(slack.requests()).hasSize(1);
        return slack.requests().getFirst().json();
    }

    @Test
    void drawsAnEventWithoutItsMarkup() {
        account.accept(
                """
                {"category": "sale", "title": "<!channel> A & B", "description": "*bold* <https://evil.example|bank>",
                 "url": "https://example.com/?a=1&b=|2", "fields": {"<@U1>": "a<b"}, "timestamp": "2026-01-02T03:04:05Z"}
                """
                        .replace("|2", "2"));

        JsonNode message = only();
        assertThat(message.at("/blocks/0/text/text").asText()).isEqualTo("💰 &lt;!channel&gt; A &amp; B");
        assertThat(message.at("/blocks/1/text/text").asText()).isEqualTo("*bold* &lt;https://evil.example|bank&gt;");
        assertThat(message.at("/blocks/1/text/type").asText()).isEqualTo("plain_text");
        assertThat(message.at("/blocks/2/fields/0/text").asText()).isEqualTo("*&lt;@U1&gt;*\na&lt;b");
        assertThat(message.at("/blocks/3/elements/0/text").asText())
                .contains("<!date^1767323045^")
                .contains("|2026-01-02T03:04:05Z>")
                .contains("<https://example.com/?a=1&amp;b=2|Open>");
        assertThat(message.path("text").asText()).isEqualTo("💰 &lt;!channel&gt; A &amp; B");
    }

    @Test
    void shortensWhatSlackWouldRefuseWhereItShows() {
        String fields = IntStream.range(0, 25)
                .mapToObj(i -> "\"" + i + "&".repeat(50) + "\":\"" + "<".repeat(900) + "\"")
                .collect(Collectors.joining(","));

        account.accept("{\"category\":\"sale\",\"title\":\"" + "&".repeat(200) + "\",\"description\":\""
                + "<".repeat(3900) + "\",\"fields\":{" + fields + "}}");

        JsonNode message = only();
        assertThat(message.at("/blocks/0/text/text").asText()).endsWith("…");
        assertThat(message.at("/blocks/1/text/text").asText()).endsWith("&lt;…");
        assertThat(message.at("/blocks/2/fields/0/text").asText()).endsWith("…");
    }

    @Test
    void keepsToOneMessageASecondWithSeveralEventsInEach() {
        Runnable letGo = account.hold();
        account.acceptMany(25);
        letGo.run();

        await().atMost(Duration.ofSeconds(20)).until(() -> account.deliveries("delivered") == 25);

        assertThat(account.attempts("throttled")).isZero();
        List<String> titles = slack.requests().stream()
                .flatMap(request -> request.json().path("blocks").findParents("text").stream())
                .filter(block -> block.path("type").asText().equals("header"))
                .map(block -> block.at("/text/text").asText())
                .toList();
        assertThat(titles)
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "💰 " + i).toList());
        assertThat(slack.requests()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void triesAgainAfterA500AndWaitsAsToldAfterA429() {
        slack.next(Answer.of(500, "rollup_error"));
        slack.next(Answer.of(429, "rate_limited").with("Retry-After", "1"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = slack.requests();
        assertThat(Duration.between(requests.get(1).at(), requests.get(2).at())).isGreaterThan(Duration.ofMillis(950));
    }

    @ParameterizedTest
    @CsvSource({
        "404, no_service,          destination_gone,    disabled, create a new one",
        "403, invalid_token,       destination_gone,    disabled, create a new one",
        "410, channel_is_archived, rejected,            active,   restore it",
        "404, channel_not_found,   rejected,            active,   another channel",
        "403, action_prohibited,   rejected,            active,   administrator",
        "400, invalid_payload,     rejected,            active,   refuses the message",
        "200, no_text,             rejected,            active,   no_text",
        "302, moved,               rejected,            active,   redirects",
    })
    void saysWhatToDoWhenSlackTakesNothing(int status, String word, String outcome, String state, String advice) {
        slack.next(Answer.of(status, word));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.attempts(outcome)).isEqualTo(1);
        assertThat(account.lastDetail()).contains(advice).doesNotContain("planted");
        await().until(() -> account.destination(destination, "status").equals(state));
    }

    @Test
    void doesNotTakeAPageForSuccess() {
        slack.next(Answer.of(200, "<html>Sign in</html>"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        assertThat(account.attempts("unknown")).isEqualTo(1);
    }
}
