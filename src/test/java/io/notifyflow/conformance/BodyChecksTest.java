package io.notifyflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.sandbox.ReceivedCall;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule lets the best of messages pass and refuses one that breaks it. */
class BodyChecksTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SMILE = "😀";
    private static final String GOOD =
            """
            {"content": "a", "embeds": [{"title": "b", "fields": [{"name": "c", "value": "d", "inline": true}]}],
             "allowed_mentions": {"parse": []}, "nonce": "1", "enforce_nonce": true}
            """;
    private static final String GOOD_OF_WEBHOOK =
            """
            {"embeds": [{"title": "b", "url": "https://example.org/a?b=c%20d", "timestamp": "2026-03-01T10:00:00.123Z"}],
             "allowed_mentions": {"parse": []}}
            """;

    private final BodyChecks limits = new BodyChecks(Optional.empty());

    @Test
    void findNothingWrongWithGoodCalls() {
        BodyChecks checks = new BodyChecks(PublishedSchema.in(DiscordConformance.DESCRIPTION));

        assertThat(checks.brokenBy(bot(GOOD))).isEmpty();
        assertThat(checks.brokenBy(webhook(GOOD_OF_WEBHOOK))).isEmpty();
        assertThat(checks.brokenBy(bot(merged(GOOD, "{\"content\":\"" + SMILE.repeat(2000) + "\"}"))))
                .isEmpty();
        assertThat(checks.brokenBy(bot(merged(GOOD, embedsOfInTotal(6000))))).isEmpty();
        assertThat(checks.brokenBy(new ReceivedCall("create_dm", false, "{\"recipient_id\":\"123\"}")))
                .isEmpty();
    }

    static Stream<Arguments> badMessages() {
        return Stream.of(
                arguments("2000 characters", "{\"content\":\"" + "a".repeat(2001) + "\"}"),
                arguments("10 embeds", embeds(11, "{\"title\":\"a\"}")),
                arguments("6000 characters", embedsOfInTotal(6001)),
                arguments("not empty", "{\"content\":\" \",\"embeds\":[]}"),
                arguments("an embed is not empty", embeds(1, "{\"color\":1,\"title\":\" \"}")),
                arguments("a field has", embeds(1, "{\"title\":\"a\",\"fields\":[{\"name\":\" \",\"value\":\"a\"}]}")),
                arguments("parse is there, and empty", "{\"allowed_mentions\":{\"parse\":[\"users\"]}}"),
                arguments("parse is there, and empty", "{\"allowed_mentions\":{}}"),
                arguments("not both", "{\"allowed_mentions\":{\"parse\":[],\"users\":[\"1\"]}}"),
                arguments("not both", "{\"allowed_mentions\":{\"parse\":[],\"roles\":[\"1\"]}}"),
                arguments("1 to 25 characters", "{\"nonce\":\"" + "a".repeat(26) + "\"}"),
                arguments("1 to 25 characters", "{\"nonce\":null}"),
                arguments("enforce_nonce", "{\"enforce_nonce\":false}"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badMessages")
    void refuseWhatTheSchemaDoesNotKnow(String rule, String change) {
        assertThat(limits.brokenBy(bot(merged(GOOD, change))))
                .singleElement()
                .asString()
                .contains(rule);
    }

    @Test
    void refuseMentionsThatAreNotRuledOut() {
        assertThat(limits.brokenBy(webhook("{\"content\":\"a\"}")))
                .singleElement()
                .asString()
                .contains("parse");
    }

    @Test
    void refuseAWebhookThatIsNotWaitedFor() {
        assertThat(limits.brokenBy(new ReceivedCall("execute_webhook", false, GOOD_OF_WEBHOOK)))
                .containsExactly("a webhook is called with wait=true");
    }

    @Test
    void refuseANonceThatAWebhookIgnores() {
        assertThat(limits.brokenBy(webhook(GOOD))).containsExactly("a webhook knows no nonce");
    }

    @Test
    void refuseAChannelWithoutARecipient() {
        assertThat(limits.brokenBy(new ReceivedCall("create_dm", false, "{}"))).hasSize(1);
    }

    @Test
    void refuseWhatIsNoJson() {
        assertThat(limits.brokenBy(bot("{"))).containsExactly("a body is JSON");
    }

    static Stream<Arguments> messagesAgainstTheSchema() {
        return Stream.of(
                arguments("title", embeds(1, "{\"title\":\"" + "a".repeat(257) + "\"}")),
                arguments("description", embeds(1, "{\"description\":\"" + "a".repeat(4097) + "\"}")),
                arguments("color", embeds(1, "{\"title\":\"a\",\"color\":16777216}")),
                arguments("timestamp", embeds(1, "{\"title\":\"a\",\"timestamp\":\"yesterday\"}")),
                arguments("fields", embeds(1, "{\"fields\":[{\"name\":\"a\"}]}")),
                arguments("fields", embeds(1, "{\"fields\":[" + field().repeat(25) + "{\"name\":1,\"value\":2}]}")),
                arguments("content", "{\"content\":1}"),
                arguments("embeds", "{\"embeds\":\"none\"}"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("messagesAgainstTheSchema")
    void refuseWhatThePublishedSchemaForbids(String part, String change) {
        assumeTrue(
                Files.exists(DiscordConformance.DESCRIPTION),
                () -> "Discord's published schema is not at " + DiscordConformance.DESCRIPTION);
        BodyChecks checks = new BodyChecks(PublishedSchema.in(DiscordConformance.DESCRIPTION));

        assertThat(checks.brokenBy(bot(merged(GOOD, change))))
                .anySatisfy(rule -> assertThat(rule).contains(part));
        ObjectNode ofWebhook = merge(GOOD_OF_WEBHOOK, change);
        assertThat(checks.brokenBy(webhook(ofWebhook.toString())))
                .anySatisfy(rule -> assertThat(rule).contains(part));
    }

    @Test
    void tellOfABadCallThatASandboxGot() throws IOException, InterruptedException {
        Sandbox sandbox = new Sandbox(SandboxSettings.defaults());
        limits.watch(sandbox);
        try (SandboxServer server = SandboxServer.start(sandbox, 0);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.apiBase() + "/webhooks/1/hidden"))
                    .POST(BodyPublishers.ofString("{\"content\":\"hello\"}"))
                    .build();
            var unused = client.send(request, BodyHandlers.discarding());
        }

        assertThat(limits.checked()).isEqualTo(1);
        assertThatThrownBy(limits::conclude)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("execute_webhook")
                .hasMessageContaining("wait=true")
                .hasMessageContaining("allowed_mentions.parse")
                .hasMessageContaining("{\"content\":\"hello\"}")
                .hasMessageNotContaining("hidden");
        assertThatCode(limits::conclude).doesNotThrowAnyException();
    }

    private static ReceivedCall bot(String body) {
        return new ReceivedCall("create_message", false, body);
    }

    private static ReceivedCall webhook(String body) {
        return new ReceivedCall("execute_webhook", true, body);
    }

    private static String merged(String message, String change) {
        return merge(message, change).toString();
    }

    private static ObjectNode merge(String message, String change) {
        try {
            return ((ObjectNode) JSON.readTree(message)).setAll((ObjectNode) JSON.readTree(change));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static String embeds(int count, String embed) {
        return "{\"embeds\":[" + String.join(",", Collections.nCopies(count, embed)) + "]}";
    }

    private static String field() {
        return "{\"name\":\"a\",\"value\":\"b\"},";
    }

    /** Over several embeds, in all the parts that count, with white space that does not. */
    private static String embedsOfInTotal(int characters) {
        return "{\"embeds\":[{\"title\":\"" + SMILE.repeat(200) + "\",\"description\":\" " + SMILE.repeat(3800)
                + " \",\"footer\":{\"text\":\"" + "a".repeat(200) + "\"}},{\"author\":{\"name\":\"" + "a".repeat(200)
                + "\"},\"fields\":[{\"name\":\"" + "a".repeat(200) + "\",\"value\":\"" + "a".repeat(400)
                + "\"}],\"description\":\"" + "a".repeat(characters - 5000) + "\"}]}";
    }
}
