package io.notifyflow.delivery.ntfy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.delivery.outbound.CallPace;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.Receiver.Request;
import io.notifyflow.testing.TestAccount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class NtfyTest {

    @Autowired
    Hub hub;

    @Autowired
    CallPace pace;

    Receiver ntfy;
    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        ntfy = new Receiver(NtfyTest::answer);
        account = hub.newAccount();
        destination = add(Map.of());
    }

    @AfterEach
    void stop() {
        ntfy.close();
    }

    private UUID add(Map<String, String> more) {
        var told = new HashMap<>(Map.of("server", ntfy.address("/"), "topic", "planted-topic"));
        told.putAll(more);
        return account.addDestination("ntfy", "main", told);
    }

    /** ntfy, as documented: published as JSON to the root, with its limits in bytes. */
    private static Answer answer(Request request) {
        JsonNode message = request.json();
        if (!request.path().equals("/") || message.path("topic").asText().isEmpty()) {
            return Answer.of(404, "{\"code\":40401,\"http\":404,\"error\":\"page not found\"}");
        }
        if (bytes(message.path("title")) > 1024) {
            return Answer.of(400, "{\"code\":40057,\"http\":400,\"error\":\"title too long\"}");
        }
        if (request.body().getBytes(StandardCharsets.UTF_8).length > 8192) {
            return Answer.of(413, "{\"code\":41301,\"http\":413,\"error\":\"request body too large\"}");
        }
        if (bytes(message.path("message")) > 4096) {
            return Answer.of(400, "{\"code\":40012,\"http\":400,\"error\":\"message too long\"}");
        }
        return Answer.of(200, "{\"id\":\"sPs71M8A2T\",\"event\":\"message\"}");
    }

    private static int bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void publishesAnEventAsPlainText() {
        add(Map.of("token", "tk_planted", "priority", "4", "tags", "money, sale"));

        account.accept(
                """
                {"category": "sale", "title": "A *b* <c>", "description": "d", "url": "https://example.com/1",
                 "fields": {"amount": 19.90, "paid": true}}
                """);
        await().until(() -> account.deliveries("delivered") == 1);

        Request request = ntfy.requests().getFirst();
        assertThat(request.header("authorization")).isEqualTo("Bearer tk_planted");
        assertThat(request.json().toString())
                .isEqualTo(
                        "{\"topic\":\"planted-topic\",\"title\":\"💰 A *b* <c>\",\"message\":\"d\\n\\namount: 19.90\\n"
                                + "paid: true\",\"priority\":4,\"tags\":[\"money\",\"sale\"],\"click\":\"https://example.com/1\"}");
        assertThat(account.destination(destination, "config")).doesNotContain("planted");
    }

    @Test
    void shortensByBytesWhereItShows() {
        account.accept("{\"category\":\"sale\",\"title\":\"" + "💰".repeat(120) + "\",\"description\":\""
                + "€".repeat(3900) + "\",\"fields\":{\"a\":\"" + "€".repeat(900) + "\",\"b\":\"" + "€".repeat(900)
                + "\"}}");
        await().until(() -> account.deliveries("delivered") == 1);

        JsonNode message = ntfy.requests().getFirst().json();
        assertThat(message.path("message").asText()).contains("€…\n\na: €").endsWith("€…");
    }

    /** A quotation mark is two bytes of the request. */
    @ParameterizedTest
    @ValueSource(strings = {"\\\"", "\\\\", "\\n", "a\\\"", "€\\\""})
    void shortensWhatGrowsInJson(String escaped) {
        int times = 4100 / (escaped.startsWith("\\") ? 1 : 2);
        account.accept("{\"category\":\"sale\",\"title\":\"" + "\\\"".repeat(200) + "\",\"description\":\"x"
                + escaped.repeat(times) + "\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        assertThat(ntfy.requests().getFirst().json().path("message").asText()).startsWith("x");
    }

    @Test
    void triesAgainAfterA500AndWaitsAsToldAfterA429() {
        ntfy.next(Answer.of(500, "{\"code\":50001,\"http\":500,\"error\":\"internal server error\"}"));
        ntfy.next(Answer.of(429, "{\"code\":42901,\"http\":429}").with("Retry-After", "1"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = ntfy.requests();
        assertThat(Duration.between(requests.get(1).at(), requests.get(2).at())).isGreaterThan(Duration.ofMillis(950));
    }

    @ParameterizedTest
    @CsvSource({"401, 40101", "403, 40301"})
    void holdsItsEventsWhileItMayNotWrite(int status, int code) {
        ntfy.next(Answer.of(status, "{\"code\":" + code + ",\"http\":" + status + "}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.destination(destination, "status").equals("disabled"));

        assertThat(account.destination(destination, "status_reason"))
                .contains("enter a token")
                .contains(String.valueOf(code));
        assertThat(account.deliveries("pending")).isEqualTo(1);
    }

    @Test
    void leavesTheServerAloneWhenTheDayIsFull() {
        ntfy.next(Answer.of(429, "{\"code\":42908,\"http\":429,\"error\":\"daily message quota reached\"}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.attempts("throttled") == 1);

        Double wait = hub.jdbc()
                .sql("SELECT extract(epoch FROM next_attempt_at - now()) FROM delivery WHERE account_id = ?")
                .param(account.id())
                .query(Double.class)
                .single();
        assertThat(wait).isGreaterThan(1700);
    }

    @Test
    void deadLettersWhatItRefuses() {
        ntfy.next(Answer.of(400, "{\"code\":40007,\"http\":400}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.lastDetail()).contains("refuses the message").contains("40007");
    }

    @ParameterizedTest
    @CsvSource({
        "server, http://ntfy.example, must begin with https",
        "server, https://10.0.0.1/, private network",
        "topic, a/b, letters",
        "topic, '', missing",
        "priority, 6, 1 to 5",
        "token, a b, access token",
    })
    void saysWhatIsWrongBeforeItIsStored(String member, String value, String fault) {
        assertThatThrownBy(() -> add(Map.of(member, value)))
                .isInstanceOf(InvalidDestination.class)
                .hasMessageStartingWith(member)
                .hasMessageContaining(fault);
    }

    @Test
    void saysWhichDestinationCannotBeUsedAsItIsStored() {
        destination = account.addUnchecked("ntfy", "main", "{\"topic\":\"planted/topic\"}");

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.lastDetail())
                .contains(destination.toString())
                .contains("topic must be")
                .doesNotContain("planted");
    }

    @Test
    void callsOfManyDestinationsShareAPace() {
        String id = "test-" + account.id();
        for (int i = 0; i < 3; i++) {
            assertThat(pace.take(id, Duration.ofSeconds(5), 3)).isZero();
        }

        assertThat(pace.take(id, Duration.ofSeconds(5), 3)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    }
}
