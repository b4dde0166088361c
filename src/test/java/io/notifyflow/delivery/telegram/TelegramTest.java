package io.notifyflow.delivery.telegram;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class TelegramTest {

    private static final Pattern TAG = Pattern.compile("</?(?:b|i|a(?: href=\"[^\"<>]*\")?)>");

    @Autowired
    Hub hub;

    private final ConcurrentMap<String, Instant> lastTaken = new ConcurrentHashMap<>();

    Receiver telegram;
    TestAccount account;
    UUID destination;
    String token;

    @BeforeEach
    void makeAccount() {
        telegram = new Receiver(this::answer);
        account = hub.newAccount();
        token = Hub.newWebhookId() + ":planted-token-of-a-bot-0123456789";
        destination = add("12345");
    }

    @AfterEach
    void stop() {
        telegram.close();
    }

    private UUID add(String chat) {
        return add(account, token, chat);
    }

    private UUID add(TestAccount owner, String bot, String chat) {
        return owner.addDestination(
                "telegram", "chat " + chat, Map.of("server", telegram.address(""), "token", bot, "chat", chat));
    }

    /** Telegram, as documented: entities must be well-formed, 4096 characters be seen, a second lie between messages. */
    private Answer answer(Request request) {
        if (!request.path().equals("/bot" + token + "/sendMessage")) {
            return Answer.of(404, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}");
        }
        JsonNode message = request.json();
        String bare = TAG.matcher(message.path("text").asText()).replaceAll("");
        if (bare.contains("<") || bare.contains(">")) {
            return refusal(400, "Bad Request: can't parse entities");
        }
        if (seen(message).length() > 4096) {
            return refusal(400, "Bad Request: message is too long");
        }
        Instant before = lastTaken.put(message.path("chat_id").asText(), request.at());
        return before != null && Duration.between(before, request.at()).toMillis() < 900
                ? Answer.of(
                        429,
                        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 1\","
                                + "\"parameters\":{\"retry_after\":1}}")
                : Answer.of(200, "{\"ok\":true,\"result\":{\"message_id\":77}}");
    }

    private static Answer refusal(int code, String description) {
        return Answer.of(code, "{\"ok\":false,\"error_code\":" + code + ",\"description\":\"" + description + "\"}");
    }

    private static String seen(JsonNode message) {
        return TAG.matcher(message.path("text").asText())
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    @Test
    void drawsAnEventWithoutItsMarkup() {
        account.accept(
                """
                {"category": "sale", "title": "<b>A</b> & B", "description": "a < b", "url": "https://example.com/?a=1&b=2",
                 "fields": {"who<": "<a href='x'>"}, "timestamp": "2026-01-02T03:04:05Z"}
                """);
        await().until(() -> account.deliveries("delivered") == 1);

        JsonNode message = telegram.requests().getFirst().json();
        assertThat(message.path("parse_mode").asText()).isEqualTo("HTML");
        assertThat(message.path("chat_id").asText()).isEqualTo("12345");
        assertThat(message.at("/link_preview_options/is_disabled").asBoolean()).isTrue();
        assertThat(message.path("text").asText())
                .startsWith(
                        "<a href=\"https://example.com/?a=1&amp;b=2\"><b>💰 &lt;b&gt;A&lt;/b&gt; &amp; B</b></a>\n\n")
                .contains("a &lt; b")
                .contains("\n<b>who&lt;:</b> &lt;a href='x'&gt;")
                .endsWith("<i>sale · 2026-01-02T03:04:05Z</i>");
        assertThat(account.event(eventId()).toString()).contains("77");
    }

    private UUID eventId() {
        return hub.jdbc()
                .sql("SELECT id FROM event WHERE account_id = ?")
                .param(account.id())
                .query(UUID.class)
                .single();
    }

    @Test
    void shortensWhatTelegramWouldRefuseWhereItShows() {
        String fields = IntStream.range(0, 25)
                .mapToObj(i -> "\"" + i + "&".repeat(40) + "\":\"" + "<".repeat(700) + "\"")
                .collect(Collectors.joining(","));

        account.accept(
                "{\"category\":\"sale\",\"description\":\"" + "<".repeat(3900) + "\",\"fields\":{" + fields + "}}");
        await().until(() -> account.deliveries("delivered") == 1);

        String seen = seen(telegram.requests().getFirst().json());
        assertThat(seen).contains("<…").contains("more fields do not fit here").contains("<".repeat(900));
        assertThat(seen.length()).isGreaterThan(3400);
    }

    @Test
    void keepsToOneMessageASecondInAChat() {
        account.acceptMany(3);
        await().atMost(Duration.ofSeconds(15)).until(() -> account.deliveries("delivered") == 3);

        assertThat(account.attempts("throttled")).isZero();
    }

    @Test
    void keepsToOneMessageInThreeSecondsInAGroup() {
        account = hub.newAccount();
        add("-100123");

        account.acceptMany(2);
        await().atMost(Duration.ofSeconds(15)).until(() -> account.deliveries("delivered") == 2);

        List<Request> requests = telegram.requests();
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at())).isGreaterThan(Duration.ofMillis(2900));
    }

    @Test
    void waitsAsLongAsTheBodySays() {
        telegram.next(Answer.of(
                429, "{\"ok\":false,\"error_code\":429,\"description\":\"slow\",\"parameters\":{\"retry_after\":1}}"));
        telegram.next(Answer.of(502, "<html>Bad Gateway</html>"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = telegram.requests();
        assertThat(requests).hasSize(3);
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at())).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void everyChatOfTheBotWaitsWhenOneIsToldTo() {
        TestAccount neighbour = hub.newAccount();
        add(neighbour, token, "777");
        TestAccount stranger = hub.newAccount();
        add(stranger, "9" + token, "888");
        telegram.next(Answer.of(
                429, "{\"ok\":false,\"error_code\":429,\"description\":\"slow\",\"parameters\":{\"retry_after\":3}}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.attempts("throttled") == 1);
        neighbour.accept("{\"category\":\"sale\"}");
        stranger.accept("{\"category\":\"sale\"}");
        await().atMost(Duration.ofSeconds(15))
                .until(() -> account.deliveries("delivered") == 1 && neighbour.deliveries("delivered") == 1);

        Instant told = telegram.requests().getFirst().at();
        assertThat(telegram.requests())
                .filteredOn(request ->
                        request.path().contains("/bot" + token) && request.at().isAfter(told))
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(Duration.between(told, request.at())).isGreaterThan(Duration.ofMillis(2950)));
        assertThat(telegram.requests())
                .filteredOn(request -> request.path().contains("/bot9" + token))
                .first()
                .satisfies(request ->
                        assertThat(Duration.between(told, request.at())).isLessThan(Duration.ofMillis(2950)));
    }

    @ParameterizedTest
    @CsvSource({
        "403, 403, Forbidden: bot was blocked by the user, start the bot",
        "400, 400, Bad Request: chat not found,            check its number",
        "400, 400, Bad Request: not enough rights to send text messages to the chat, the right to send",
        "400, 400, Bad Request: TOPIC_CLOSED,              the topic is open",
        "400, 400, Bad Request: message thread not found,  check its number",
        "400, 400, Bad Request: message text is empty,     refuses the message",
        "200, 400, Bad Request: odd,                       refuses the message",
    })
    void saysWhatToDoWhenTheBotMayNotWrite(int status, int code, String description, String advice) {
        telegram.next(Answer.of(status, refusal(code, description).body()));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.lastDetail()).contains(advice).contains(description);
        assertThat(account.destination(destination, "status")).isEqualTo("active");
    }

    @Test
    void followsAGroupThatMoved() {
        telegram.next(Answer.of(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"group chat was upgraded to a supergroup chat\","
                        + "\"parameters\":{\"migrate_to_chat_id\":-1009876}}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        assertThat(telegram.requests().getLast().json().path("chat_id").asText())
                .isEqualTo("-1009876");
        assertThat(account.destination(destination, "config")).contains("\"chat\": \"-1009876\"");
        assertThat(account.destination(destination, "status")).isEqualTo("active");
    }

    @Test
    void tellsWhereAGroupMovedThatItCannotFollow() {
        telegram.next(Answer.of(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"group chat was upgraded to a supergroup chat\","
                        + "\"parameters\":{\"migrate_to_chat_id\":\"@moved\"}}"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.lastDetail()).contains("@moved");
    }

    @ParameterizedTest
    @CsvSource({"401, Unauthorized", "404, Not Found"})
    void holdsItsEventsWhileTheTokenIsRefused(int code, String description) {
        telegram.next(refusal(code, description));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.destination(destination, "status").equals("disabled"));

        assertThat(account.destination(destination, "status_reason"))
                .contains("@BotFather")
                .doesNotContain("planted");
        assertThat(account.deliveries("pending")).isEqualTo(1);
        assertThat(account.destination(destination, "config")).doesNotContain("planted");
    }
}
