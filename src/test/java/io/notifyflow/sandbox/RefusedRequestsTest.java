package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Discord refuses: the one table of bodies, and what is wrong with a request before its body is read. */
class RefusedRequestsTest {

    private static SandboxServer server;
    private static SandboxClient client;

    @BeforeAll
    static void start() {
        server = SandboxServer.start();
        client = new SandboxClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            # body                                                                            | status | code  | where                        | what
            {                                                                                 | 400 | 50109 |                                 |
            {} {}                                                                             | 400 | 50109 |                                 |
            []                                                                                | 400 | 50109 |                                 |
            "text"                                                                            | 400 | 50109 |                                 |
            {}                                                                                | 400 | 50006 |                                 |
            {"content":"  "}                                                                  | 400 | 50006 |                                 |
            {"content":null,"embeds":[]}                                                      | 400 | 50006 |                                 |
            {"content":5}                                                                     | 400 | 50035 | /content                        | STRING_TYPE_CONVERT
            {"content":"a","tts":"yes"}                                                       | 400 | 50035 | /tts                            | BOOLEAN_TYPE_CONVERT
            {"embeds":{}}                                                                     | 400 | 50035 | /embeds                         | LIST_TYPE_CONVERT
            {"embeds":["a"]}                                                                  | 400 | 50035 | /embeds/0                       | DICT_TYPE_CONVERT
            {"embeds":[{}]}                                                                   | 400 | 50035 | /embeds/0/description           | BASE_TYPE_REQUIRED
            {"embeds":[{"title":"a"},{"color":1}]}                                            | 400 | 50035 | /embeds/1/description           | BASE_TYPE_REQUIRED
            {"embeds":[{"title":"a","color":-1}]}                                             | 400 | 50035 | /embeds/0/color                 | NUMBER_TYPE_MIN
            {"embeds":[{"title":"a","color":16777216}]}                                       | 400 | 50035 | /embeds/0/color                 | NUMBER_TYPE_MAX
            {"embeds":[{"title":"a","color":"red"}]}                                          | 400 | 50035 | /embeds/0/color                 | NUMBER_TYPE_COERCE
            {"embeds":[{"title":"a","url":"ftp://example.com"}]}                              | 400 | 50035 | /embeds/0/url                   | URL_TYPE_INVALID_SCHEME
            {"embeds":[{"title":"a","url":"javascript:alert(1)"}]}                            | 400 | 50035 | /embeds/0/url                   | URL_TYPE_INVALID_SCHEME
            {"embeds":[{"title":"a","url":"example"}]}                                        | 400 | 50035 | /embeds/0/url                   | URL_TYPE_INVALID_URL
            {"embeds":[{"title":"a","url":"https://"}]}                                       | 400 | 50035 | /embeds/0/url                   | URL_TYPE_INVALID_URL
            {"embeds":[{"title":"a","image":{"url":"http://a b"}}]}                           | 400 | 50035 | /embeds/0/image/url             | URL_TYPE_INVALID_URL
            {"embeds":[{"title":"a","author":{"name":"a","icon_url":"no"}}]}                  | 400 | 50035 | /embeds/0/author/icon_url       | URL_TYPE_INVALID_URL
            {"embeds":[{"title":"a","timestamp":"yesterday"}]}                                | 400 | 50035 | /embeds/0/timestamp             | DATE_TIME_TYPE_PARSE
            {"embeds":[{"title":"a","timestamp":"2026-02-30T00:00:00Z"}]}                     | 400 | 50035 | /embeds/0/timestamp             | DATE_TIME_TYPE_PARSE
            {"embeds":[{"fields":[{"name":"a","value":" "}]}]}                                | 400 | 50035 | /embeds/0/fields/0/value        | BASE_TYPE_REQUIRED
            {"embeds":[{"fields":[{"name":"a","value":"b"},{"name":"","value":"b"}]}]}        | 400 | 50035 | /embeds/0/fields/1/name         | BASE_TYPE_REQUIRED
            {"embeds":[{"fields":[{"name":"a","value":"b","inline":1}]}]}                     | 400 | 50035 | /embeds/0/fields/0/inline       | BOOLEAN_TYPE_CONVERT
            {"content":"a","allowed_mentions":{"parse":["users"],"users":["1"]}}              | 400 | 50035 | /allowed_mentions               | MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE
            {"content":"a","allowed_mentions":{"parse":["roles"],"roles":["1"]}}              | 400 | 50035 | /allowed_mentions               | MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE
            {"content":"a","allowed_mentions":{"parse":["all"]}}                              | 400 | 50035 | /allowed_mentions/parse         | BASE_TYPE_CHOICES
            {"content":"a","allowed_mentions":{"parse":"users"}}                              | 400 | 50035 | /allowed_mentions/parse         | LIST_TYPE_CONVERT
            {"content":"a","username":" "}                                                    | 400 | 50035 | /username                       | BASE_TYPE_BAD_LENGTH
            {"content":"a","username":"Discord"}                                              | 400 | 50035 | /username                       | USERNAME_INVALID_CONTAINS
            {"content":"a","username":"everyone"}                                             | 400 | 50035 | /username                       | USERNAME_INVALID
            {"content":"a","avatar_url":"no"}                                                 | 400 | 50035 | /avatar_url                     | URL_TYPE_INVALID_URL
            """)
    void refusesTheBody(String body, int status, int code, String where, String what) {
        long before = server.sandbox().stats().stored();

        HttpResponse<String> response = client.toWebhook("1", body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(SandboxClient.json(response).path("code").asInt()).isEqualTo(code);
        if (where != null) {
            assertThat(SandboxClient.json(response)
                            .path("errors")
                            .at(where)
                            .at("/_errors/0/code")
                            .asText())
                    .isEqualTo(what);
        }
        assertThat(server.sandbox().stats().stored()).isEqualTo(before);
    }

    @Test
    void shapesFormErrorsAsDocumented() {
        HttpResponse<String> response = client.toChannel("1", "{\"embeds\":[{\"title\":\"a\",\"color\":-1}]}");

        assertThat(response.body())
                .isEqualTo("{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":{\"embeds\":{\"0\":{\"color\":"
                        + "{\"_errors\":[{\"code\":\"NUMBER_TYPE_MIN\",\"message\":\"int value should be greater than"
                        + " or equal to 0.\"}]}}}}}");
    }

    @Test
    void blocksCallsWithoutUserAgentAtTheEdge() {
        HttpResponse<String> response = client.send(
                client.api("/users/@me").setHeader("User-Agent", " ").GET());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(SandboxClient.json(response).path("code").asInt()).isEqualTo(40333);
    }

    @ParameterizedTest
    @CsvSource({"Bearer abc", "Bot", "'Bot '", "abc"})
    void refusesBotCallsWithoutBotToken(String authorization) {
        HttpResponse<String> response = client.send(client.api("/users/@me")
                .setHeader("Authorization", authorization)
                .GET());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("{\"message\": \"401: Unauthorized\", \"code\": 0}");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "multipart/form-data"})
    void refusesOtherContentTypes(String contentType) {
        HttpResponse<String> response = client.send(client.api("/channels/1/messages")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString("{\"content\":\"a\"}")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(SandboxClient.json(response).path("code").asInt()).isEqualTo(50035);
        assertThat(SandboxClient.json(response).path("message").asText()).contains("\"Content-Type\" header");
    }

    @Test
    void refusesBodiesPastTheSizeLimit() {
        String tooLarge = "{\"content\":\"" + "a".repeat(1 << 20) + "\"}";

        HttpResponse<String> response = client.toChannel("1", tooLarge);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(SandboxClient.json(response).path("code").asInt()).isEqualTo(40005);
    }

    @Test
    void refusesBytesThatAreNotText() {
        HttpResponse<String> response = client.send(client.api("/channels/1/messages")
                .POST(BodyPublishers.ofByteArray(
                        new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'})));

        assertThat(SandboxClient.json(response).path("code").asInt()).isEqualTo(50109);
    }

    @Test
    void refusesIdsThatAreNotSnowflakes() {
        assertThat(client.toChannel("general", "{\"content\":\"a\"}").body()).contains("channel_id");
        assertThat(client.toWebhook("general", "{\"content\":\"a\"}").body()).contains("webhook_id");
        assertThat(client.post("/users/@me/channels", "{}").body()).contains("recipient_id");
    }

    @Test
    void knowsNoOtherRoutes() {
        HttpResponse<String> response = client.send(client.api("/guilds/1").GET());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"message\": \"404: Not Found\", \"code\": 0}");
    }

    @Test
    void answersForDeletedWebhooksThatTheyAreUnknown() {
        server.sandbox().deleteWebhook("404");

        HttpResponse<String> executed = client.toWebhook("404", "{\"content\":\"a\"}");
        HttpResponse<String> read = client.send(
                client.api("/webhooks/404/" + SandboxClient.WEBHOOK_TOKEN).GET());

        assertThat(executed.statusCode()).isEqualTo(404);
        assertThat(executed.body()).isEqualTo("{\"message\": \"Unknown Webhook\", \"code\": 10015}");
        assertThat(read.statusCode()).isEqualTo(404);
    }

    @Test
    void letsRecipientsBlockDirectMessages() {
        server.sandbox().blockDirectMessages("77");
        HttpResponse<String> opened = client.post("/users/@me/channels", "{\"recipient_id\":\"77\"}");
        String channel = SandboxClient.json(opened).path("id").asText();

        HttpResponse<String> response = client.toChannel(channel, "{\"content\":\"a\"}");

        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"message\": \"Cannot send messages to this user\", \"code\": 50007}");
    }

    @Test
    void countsRefusalsByStatus() {
        long before = server.sandbox().stats().refused().getOrDefault(400, 0L);

        client.toChannel("1", "{}");

        assertThat(server.sandbox().stats().refused()).containsEntry(400, before + 1);
    }
}
