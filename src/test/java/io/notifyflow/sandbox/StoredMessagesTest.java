package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of an accepted message, and how it is read back. */
class StoredMessagesTest {

    private final MovableClock clock = new MovableClock();
    private final Sandbox sandbox = new Sandbox(SandboxSettings.defaults().withKeep(3), clock);
    private final SandboxServer server = SandboxServer.start(sandbox, 0);
    private final SandboxClient client = new SandboxClient(server);

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void answersWithTheMessageAsDiscordStoresIt() {
        HttpResponse<String> response = client.toChannel(
                "42",
                """
                {"content": " Hello ", "nonce": "n1", "embeds": [{"title": "Sale", "color": 65280,
                 "timestamp": "2026-03-01T12:00:00+02:00", "url": "https://example.com/a?b=c", "unknown": true,
                 "fields": [{"name": "Amount", "value": "5 €", "inline": true}]}]}""");

        JsonNode message = SandboxClient.json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(message.path("id").asText()).matches("[0-9]{18,19}");
        assertThat(message.path("channel_id").asText()).isEqualTo("42");
        assertThat(message.path("content").asText()).isEqualTo("Hello");
        assertThat(message.path("nonce").asText()).isEqualTo("n1");
        assertThat(message.path("timestamp").asText()).isEqualTo("2026-03-01T10:00:00.000000+00:00");
        assertThat(message.path("edited_timestamp").getNodeType()).isEqualTo(JsonNodeType.NULL);
        assertThat(message.at("/author/bot").asBoolean()).isTrue();
        assertThat(message.has("webhook_id")).isFalse();
        assertThat(message.path("embeds").toString())
                .isEqualTo("[{\"type\":\"rich\",\"title\":\"Sale\",\"url\":\"https://example.com/a?b=c\","
                        + "\"timestamp\":\"2026-03-01T12:00:00.000000+02:00\",\"color\":65280,"
                        + "\"fields\":[{\"name\":\"Amount\",\"value\":\"5 €\",\"inline\":true}]}]");
        for (String name : List.of("mentions", "mention_roles", "attachments")) {
            assertThat(message.path(name).isArray()).as(name).isTrue();
        }
        for (String name : List.of("tts", "mention_everyone", "pinned")) {
            assertThat(message.path(name).asBoolean(true)).as(name).isFalse();
        }
        assertThat(message.path("type").asInt(-1)).isZero();
    }

    @Test
    void answersWebhooksOnlyWhenAsked() {
        HttpResponse<String> waiting = client.toWebhook("7", "{\"content\":\"a\",\"username\":\"Shop\"}");
        HttpResponse<String> fire = client.post("/webhooks/7/" + SandboxClient.WEBHOOK_TOKEN, "{\"content\":\"b\"}");

        JsonNode message = SandboxClient.json(waiting);
        assertThat(waiting.statusCode()).isEqualTo(200);
        assertThat(message.path("webhook_id").asText()).isEqualTo("7");
        assertThat(message.at("/author/username").asText()).isEqualTo("Shop");
        assertThat(message.path("channel_id").asText()).isNotEqualTo("7").matches("[0-9]+");
        assertThat(fire.statusCode()).isEqualTo(204);
        assertThat(fire.body()).isEmpty();
        assertThat(sandbox.messages("webhook:7")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v10", "/api/v9", "/api"})
    void servesEveryVersionOfTheApi(String prefix) {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(URI.create(server.page() + prefix + "/webhooks/7/token?wait=true"))
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString("{\"content\":\"a\"}")));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void opensTheSameChannelForTheSameRecipient() {
        JsonNode first = SandboxClient.json(client.post("/users/@me/channels", "{\"recipient_id\":\"5\"}"));
        JsonNode second = SandboxClient.json(client.post("/users/@me/channels", "{\"recipient_id\":\"5\"}"));
        JsonNode other = SandboxClient.json(client.post("/users/@me/channels", "{\"recipient_id\":\"6\"}"));

        assertThat(first).isEqualTo(second).isNotEqualTo(other);
        assertThat(first.path("type").asInt()).isEqualTo(1);
        assertThat(first.at("/recipients/0/id").asText()).isEqualTo("5");
        assertThat(first.path("id").asText()).isEqualTo(Sandbox.directMessageChannel("5"));
    }

    @Test
    void introducesItsBotAndItsWebhooks() {
        JsonNode self = SandboxClient.json(client.send(client.api("/users/@me").GET()));
        JsonNode webhook =
                SandboxClient.json(client.send(client.api("/webhooks/7/token").GET()));

        assertThat(self.path("bot").asBoolean()).isTrue();
        assertThat(self.path("username").asText()).containsIgnoringCase("sandbox");
        assertThat(webhook.path("id").asText()).isEqualTo("7");
        assertThat(webhook.path("type").asInt()).isEqualTo(1);
    }

    @Test
    void mentionsOnlyWhomTheMessageAllows() {
        String content = "\"content\":\"@everyone <@12> <@!34> <@&56>\"";

        JsonNode careless = SandboxClient.json(client.toChannel("1", "{" + content + "}"));
        JsonNode careful =
                SandboxClient.json(client.toChannel("1", "{" + content + ",\"allowed_mentions\":{\"parse\":[]}}"));
        JsonNode listed = SandboxClient.json(client.toChannel(
                "1", "{" + content + ",\"allowed_mentions\":{\"parse\":[\"everyone\"],\"users\":[\"34\"]}}"));

        assertThat(careless.path("mention_everyone").asBoolean()).isTrue();
        assertThat(careless.path("mentions")).hasSize(2);
        assertThat(careless.path("mention_roles").toString()).isEqualTo("[\"56\"]");
        assertThat(careful.path("mention_everyone").asBoolean()).isFalse();
        assertThat(careful.path("mentions")).isEmpty();
        assertThat(careful.path("mention_roles")).isEmpty();
        assertThat(listed.path("mention_everyone").asBoolean()).isTrue();
        assertThat(listed.at("/mentions/0/id").asText()).isEqualTo("34");
        assertThat(listed.path("mention_roles")).isEmpty();
    }

    @Test
    void listsMessagesOldestFirst() {
        client.toChannel("1", "{\"content\":\"a\"}");
        client.toWebhook("9", "{\"content\":\"b\"}");

        JsonNode list = SandboxClient.json(client.get("/messages"));

        assertThat(list).hasSize(2);
        assertThat(list.at("/0/channel").asText()).isEqualTo("1");
        assertThat(list.at("/1/channel").asText()).isEqualTo("webhook:9");
        assertThat(Instant.parse(list.at("/0/time").asText())).isEqualTo(clock.instant());
        assertThat(contents(list)).containsExactly("a", "b");
    }

    @Test
    void listsByChannelAndFromAnId() {
        client.toChannel("1", "{\"content\":\"a\"}");
        String second = SandboxClient.json(client.toChannel("1", "{\"content\":\"b\"}"))
                .path("id")
                .asText();
        client.toChannel("2", "{\"content\":\"c\"}");

        assertThat(contents(SandboxClient.json(client.get("/messages?channel=1"))))
                .containsExactly("a", "b");
        assertThat(contents(SandboxClient.json(client.get("/messages?after=" + second))))
                .containsExactly("c");
        assertThat(contents(SandboxClient.json(client.get("/messages?limit=1"))))
                .containsExactly("a");
        assertThat(client.get("/messages?after=x").statusCode()).isEqualTo(400);
    }

    @Test
    void dropsTheOldestAndCountsThem() {
        for (String content : List.of("a", "b", "c", "d", "e")) {
            client.toChannel("1", "{\"content\":\"" + content + "\"}");
        }

        assertThat(contents(SandboxClient.json(client.get("/messages")))).containsExactly("c", "d", "e");
        assertThat(sandbox.stats().dropped()).isEqualTo(2);
        JsonNode stats = SandboxClient.json(client.get("/stats"));
        assertThat(stats.path("received").asInt()).isEqualTo(5);
        assertThat(stats.path("kept").asInt()).isEqualTo(3);
        assertThat(stats.path("dropped").asInt()).isEqualTo(2);
        assertThat(stats.path("early").asInt(-1)).isZero();
    }

    @Test
    void clearsOnRequest() {
        client.toChannel("1", "{\"content\":\"a\"}");

        HttpResponse<String> cleared = client.send(
                HttpRequest.newBuilder(URI.create(server.page() + "/messages")).DELETE());

        assertThat(cleared.statusCode()).isEqualTo(204);
        assertThat(client.get("/messages").body()).isEqualTo("[]");
    }

    @Test
    void showsNoTokenAnywhere() {
        String shown = client.toWebhook("7", "{\"content\":\"a\"}").body()
                + client.toWebhook("7", "{}").body()
                + client.toChannel("8", "{\"content\":\"a\"}").body()
                + client.send(client.api("/webhooks/7/" + SandboxClient.WEBHOOK_TOKEN)
                                .GET())
                        .body()
                + client.send(client.api("/webhooks/7/" + SandboxClient.WEBHOOK_TOKEN + "/nowhere")
                                .GET())
                        .body()
                + client.get("").body()
                + client.get("/fragment").body()
                + client.get("/messages").body()
                + client.get("/stats").body()
                + new ApiCall(
                        ApiRoute.EXECUTE_WEBHOOK,
                        "7",
                        SandboxClient.WEBHOOK_TOKEN,
                        "127.0.0.1",
                        null,
                        "Bot " + SandboxClient.BOT_TOKEN,
                        null,
                        true);

        assertThat(shown).doesNotContain(SandboxClient.WEBHOOK_TOKEN).doesNotContain(SandboxClient.BOT_TOKEN);
    }

    private static List<String> contents(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.at("/message/content").asText())
                .toList();
    }
}
