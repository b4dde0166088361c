package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every documented limit: as much as allowed passes, one more does not. */
class DocumentedLimitsTest {

    private static final String OUTSIDE_THE_BASIC_PLANE = "🤔";

    private static SandboxClient client;

    @BeforeAll
    static void start() {
        client = new SandboxClient(SandboxServer.start());
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit("content", 2000, n -> "{\"content\":\"" + text(n) + "\"}"),
                limit("embeds", 10, n -> embeds(n, "{\"title\":\"a\"}")),
                limit("title", 256, n -> embeds(1, "{\"title\":\"" + text(n) + "\"}")),
                limit("description", 4096, n -> embeds(1, "{\"description\":\"" + text(n) + "\"}")),
                limit("fields", 25, n -> embeds(1, "{\"fields\":[" + times(n, field("a", "b")) + "]}")),
                limit("field name", 256, n -> embeds(1, "{\"fields\":[" + field(text(n), "b") + "]}")),
                limit("field value", 1024, n -> embeds(1, "{\"fields\":[" + field("a", text(n)) + "]}")),
                limit("footer", 2048, n -> embeds(1, "{\"footer\":{\"text\":\"" + text(n) + "\"}}")),
                limit("author", 256, n -> embeds(1, "{\"author\":{\"name\":\"" + text(n) + "\"}}")),
                limit("all embeds", 6000, DocumentedLimitsTest::embedsOfInTotal),
                limit("colour", 16_777_215, n -> embeds(1, "{\"title\":\"a\",\"color\":" + n + "}")),
                limit(
                        "url",
                        2048,
                        n -> embeds(1, "{\"title\":\"a\",\"url\":\"http://a.b/" + "b".repeat(n - 11) + "\"}")),
                limit(
                        "mentioned users",
                        100,
                        n -> "{\"content\":\"a\",\"allowed_mentions\":{\"users\":[" + ids(n) + "]}}"),
                limit(
                        "mentioned roles",
                        100,
                        n -> "{\"content\":\"a\",\"allowed_mentions\":{\"roles\":[" + ids(n) + "]}}"));
    }

    private static Arguments limit(String name, int maximum, IntFunction<String> body) {
        return arguments(name, maximum, body);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("limits")
    void acceptsTheLimitAndRefusesOneMore(String name, int maximum, IntFunction<String> body) {
        assertThat(client.toChannel("1", body.apply(maximum)).statusCode()).isEqualTo(200);
        assertThat(client.toWebhook("1", body.apply(maximum)).statusCode()).isEqualTo(200);
        assertThat(client.toChannel("1", body.apply(maximum + 1)).statusCode()).isEqualTo(400);
        assertThat(client.toWebhook("1", body.apply(maximum + 1)).statusCode()).isEqualTo(400);
    }

    @Test
    void limitsNonces() {
        assertThat(client.toChannel("1", withNonce("a".repeat(25))).statusCode())
                .isEqualTo(200);
        assertThat(client.toChannel("1", withNonce("a".repeat(26))).body()).contains("BASE_TYPE_MAX_LENGTH");
    }

    @Test
    void limitsWebhookUsernames() {
        assertThat(client.toWebhook("1", withUsername("a".repeat(80))).statusCode())
                .isEqualTo(200);
        assertThat(client.toWebhook("1", withUsername("a".repeat(81))).body()).contains("BASE_TYPE_BAD_LENGTH");
    }

    @Test
    void countsNoWhiteSpaceAroundText() {
        String padded = " \\n\u00a0" + text(256) + "\\t ";

        assertThat(SandboxClient.json(client.toChannel("1", embeds(1, "{\"title\":\"" + padded + "\"}")))
                        .at("/embeds/0/title")
                        .asText())
                .isEqualTo(text(256));
    }

    @Test
    void namesTheTotalOfAllEmbeds() {
        assertThat(client.toChannel("1", embedsOfInTotal(6001)).body()).contains("MAX_EMBED_SIZE_EXCEEDED");
    }

    private static String embedsOfInTotal(int characters) {
        return "{\"embeds\":[{\"description\":\"" + text(4000) + "\",\"title\":\"" + text(200) + "\"},{\"title\":\""
                + text(100) + "\",\"author\":{\"name\":\"" + text(100) + "\"},\"fields\":["
                + field(text(200), text(400)) + "],\"footer\":{\"text\":\"" + text(characters - 5000) + "\"}}]}";
    }

    private static String text(int codePoints) {
        return OUTSIDE_THE_BASIC_PLANE.repeat(codePoints);
    }

    private static String embeds(int count, String embed) {
        return "{\"embeds\":[" + times(count, embed) + "]}";
    }

    private static String times(int count, String json) {
        return String.join(",", Collections.nCopies(count, json));
    }

    private static String field(String name, String value) {
        return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
    }

    private static String ids(int count) {
        return String.join(
                ",", IntStream.range(0, count).mapToObj(id -> "\"" + id + "\"").toList());
    }

    private static String withNonce(String nonce) {
        return "{\"content\":\"a\",\"nonce\":\"" + nonce + "\"}";
    }

    private static String withUsername(String username) {
        return "{\"content\":\"a\",\"username\":\"" + username + "\"}";
    }
}
