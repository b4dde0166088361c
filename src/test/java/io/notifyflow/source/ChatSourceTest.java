package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.source.TestSource.fixture;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever can post to Slack or Discord posts to the hub when its address is changed. */
@HubTest
class ChatSourceTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private TestSource source(String type) {
        return TestSource.of(account, type, "\"category\":\"bug\"");
    }

    /** The only event of the account. */
    private JsonNode event() {
        UUID id = hub.jdbc()
                .sql("SELECT id FROM event WHERE account_id = ?")
                .param(account.id())
                .query(UUID.class)
                .single();
        return account.event(id);
    }

    private JsonNode slack(String body) {
        HttpResponse<String> response = source("slack").post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return event();
    }

    private JsonNode discord(String body) {
        HttpResponse<String> response = source("discord").post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        return event();
    }

    private static String text(JsonNode event, String pointer) {
        return event.at(pointer).asText();
    }

    @Test
    void aTextOfSlackIsAnEvent() {
        JsonNode event = slack("{\"text\":\"*Build* &lt;42&gt; <https://ci.example/42|failed>\\nSee the log.\","
                + "\"username\":\"ci\",\"channel\":\"#ops\",\"icon_emoji\":\":x:\"}");

        assertThat(text(event, "/title")).isEqualTo("Build <42> failed");
        assertThat(text(event, "/url")).isEqualTo("https://ci.example/42");
        assertThat(text(event, "/description"))
                .isEqualTo("**Build** <42> failed (https://ci.example/42)\nSee the log.");
        assertThat(event.path("fields").toString()).isEqualTo("{\"username\":\"ci\",\"channel\":\"#ops\"}");
        assertThat(text(event, "/category")).isEqualTo("bug");
    }

    @Test
    void aTextInOneLineIsNotToldTwice() {
        JsonNode event = slack("{\"text\":\"Disk is full\"}");

        assertThat(text(event, "/title")).isEqualTo("Disk is full");
        assertThat(event.has("description")).isFalse();
    }

    @Test
    void attachmentsOfSlackBecomeOneEvent() {
        JsonNode event = slack(fixture("slack/attachments"));

        assertThat(text(event, "/title")).isEqualTo("[FIRING:1] HighLoad");
        assertThat(text(event, "/description"))
                .contains("Load is above 10")
                .contains("**Second (https://grafana.example/2)**")
                .contains("Only the fallback");
        assertThat(text(event, "/url")).isEqualTo("https://grafana.example/alerting/1");
        assertThat(text(event, "/fields/host")).isEqualTo("db-1");
        assertThat(event.at("/fields/load").isNumber()).isTrue();
        assertThat(text(event, "/fields/host 2")).isEqualTo("db-2");
        assertThat(text(event, "/fields/image")).isEqualTo("https://grafana.example/render/1.png");
        assertThat(text(event, "/timestamp")).startsWith("2018-07-13T01:43:38");
    }

    @Test
    void blocksOfSlackBecomeOneEvent() {
        JsonNode event = slack(fixture("slack/blocks"));

        assertThat(text(event, "/title")).isEqualTo("New request");
        assertThat(text(event, "/description"))
                .contains("**Fred** asks for leave (https://hr.example/7)")
                .contains("- one\n- **two**")
                .contains("> said")
                .doesNotContain("Summary");
        assertThat(text(event, "/fields/Type")).isEqualTo("Paid time off");
        assertThat(text(event, "/fields/When")).isEqualTo("Aug 10-13");
        assertThat(text(event, "/url")).isEqualTo("https://hr.example/approve/7");
        assertThat(text(event, "/fields/image")).isEqualTo("https://hr.example/7.png");
    }

    @Test
    void slacksFormIsRead() {
        TestSource source = source("slack");
        String form = "payload=" + URLEncoder.encode("{\"text\":\"It's a form\"}", StandardCharsets.UTF_8);

        HttpResponse<String> response = source.post(form, "Content-Type", "application/x-www-form-urlencoded");

        assertThat(response.body()).isEqualTo("ok");
        assertThat(text(event(), "/title")).isEqualTo("It's a form");
    }

    @Test
    void aCategoryMayStandInTheAddress() {
        source("slack").postTo("?category=sale", "{\"text\":\"First sale\"}");

        assertThat(text(event(), "/category")).isEqualTo("sale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "7", "", "payload"})
    void slackRefusesWhatIsNoMessage(String body) {
        HttpResponse<String> response = source("slack").post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("invalid_payload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"\"}",
                "{\"text\":null,\"attachments\":[{\"color\":\"good\"}]}",
                "{\"username\":\"x\"}"
            })
    void slackRefusesWhatSaysNothing(String body) {
        HttpResponse<String> response = source("slack").post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("no_text");
    }

    @Test
    void anEmbedOfDiscordIsAnEvent() {
        JsonNode event = discord(fixture("discord/embeds"));

        assertThat(text(event, "/title")).isEqualTo("Release 1.2");
        assertThat(text(event, "/description"))
                .isEqualTo(
                        "**Deployed** :rocket: at 2018-07-13T01:43:38Z\n\nIt is *live*.\n\n**Notes (https://app.example/notes)**\n\nSecond embed");
        assertThat(text(event, "/url")).isEqualTo("https://app.example/releases/1.2");
        assertThat(text(event, "/timestamp")).startsWith("2026-05-01T12:00:00");
        assertThat(event.path("fields").toString())
                .isEqualTo(
                        "{\"Version\":\"1.2\",\"By\":\"ann\",\"author\":\"CI\",\"footer\":\"run 55\",\"username\":\"Deployer\","
                                + "\"image\":\"https://app.example/shot.png\"}");
    }

    @Test
    void aContentOfDiscordIsAnEvent() {
        JsonNode event = discord("{\"content\":\"# Build **42** failed\\nSee [the log](https://ci.example/42)\"}");

        assertThat(text(event, "/title")).isEqualTo("Build 42 failed");
        assertThat(text(event, "/description"))
                .isEqualTo("# Build **42** failed\nSee [the log](https://ci.example/42)");
    }

    @Test
    void componentsOfDiscordAreRead() {
        JsonNode event = discord(
                "{\"flags\":32768,\"components\":[{\"type\":17,\"components\":["
                        + "{\"type\":10,\"content\":\"Backup done\"},"
                        + "{\"type\":1,\"components\":[{\"type\":2,\"style\":5,\"label\":\"Open\",\"url\":\"https://b.example/\"}]}]}]}");

        assertThat(text(event, "/title")).isEqualTo("Backup done");
        assertThat(text(event, "/url")).isEqualTo("https://b.example/");
    }

    @Test
    void discordAnswersTheMessageToWhoWaits() {
        HttpResponse<String> response =
                source("discord").postTo("?wait=true&thread_id=1", "{\"content\":\"Hi\",\"username\":\"Bot\"}");

        JsonNode message = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(message, "/id")).matches("[1-9]\\d{15,18}");
        assertThat(text(message, "/content")).isEqualTo("Hi");
        assertThat(text(message, "/author/username")).isEqualTo("Bot");
        assertThat(message.path("embeds").isArray()).isTrue();
        assertThat(text(message, "/event_id")).isEqualTo(text(event(), "/eventId"));
    }

    @Test
    void discordRefusesInItsOwnShape() {
        TestSource source = source("discord");

        assertRefused(source.post("{}"), 50_006);
        assertRefused(source.post("{\"content\":\"\",\"embeds\":[]}"), 50_006);
        assertRefused(source.post("{\"embeds\":[{\"color\":5}]}"), 50_006);
        assertRefused(source.post("{"), 50_109);
        assertRefused(source.post("[]"), 50_109);
        assertRefused(source.post("{\"content\":{}}"), 50_035);
        assertRefused(source.post("{\"embeds\":{}}"), 50_035);
    }

    private static void assertRefused(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("code").asInt()).as(response.body()).isEqualTo(code);
        assertThat(json(response).path("message").asText()).isNotEmpty();
    }

    @Test
    void whatTheHubRefusesIsSaidInTheirShape() {
        HttpResponse<String> slack = TestSource.of(account, "slack").post("{\"text\":\"T\"}");
        HttpResponse<String> discord = TestSource.of(account, "discord").post("{\"content\":\"T\"}");

        assertThat(slack.statusCode()).isEqualTo(422);
        assertThat(slack.body()).startsWith("invalid_event: category");
        assertThat(discord.statusCode()).isEqualTo(422);
        assertThat(json(discord).path("code").isInt()).isTrue();
    }

    @Test
    void overQuotaTheyAreAskedToWait() {
        account = hub.newAccount("one");
        TestSource slack = source("slack");
        TestSource discord = source("discord");
        slack.post("{\"text\":\"T\"}");

        HttpResponse<String> late = slack.post("{\"text\":\"T\"}");
        HttpResponse<String> later = discord.post("{\"content\":\"T\"}");

        assertThat(late.statusCode()).isEqualTo(429);
        assertThat(late.body()).isEqualTo("rate_limited");
        assertThat(late.headers().firstValue("Retry-After")).isPresent();
        assertThat(later.statusCode()).isEqualTo(429);
        assertThat(json(later).path("retry_after").asDouble()).isPositive();
    }

    @Test
    void discordsOtherAddressesTakeOtherShapes() {
        TestSource source = source("discord");

        HttpResponse<String> slack = source.postTo("/slack", "{\"text\":\"As to Slack\"}");
        HttpResponse<String> github =
                source.postTo("/github", fixture("github/push"), "X-GitHub-Event", "push", "X-GitHub-Delivery", "1");
        HttpResponse<String> other = source.postTo("/teams", "{\"text\":\"As to Teams\"}");

        assertThat(slack.body()).isEqualTo("ok");
        assertThat(github.statusCode()).as(github.body()).isEqualTo(202);
        assertThat(other.statusCode()).isIn(404, 405);
        assertThat(TestSource.of(account, "json").postTo("/slack", "{}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slack", "discord"})
    void aSecretIsAskedFor(String type) {
        TestSource source = TestSource.of(account, type, "\"category\":\"bug\"", "\"secret\":\"hush\"");

        assertProblem(source.post("{\"text\":\"T\",\"content\":\"T\"}"), 401, "invalid-signature");
        assertThat(source.post("{\"text\":\"T\",\"content\":\"T\"}", "Authorization", "Bearer hush")
                        .statusCode())
                .isLessThan(300);
    }

    /** A body in pieces: the key is checked before it. */
    @Test
    void aLargeMessageIsTakenAtEachAddress() {
        TestSource source = source("discord");
        String text = "x".repeat(300_000);

        assertThat(source.postTo("/slack", "{\"text\":\"" + text + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(source.post("{\"content\":\"" + text + "\"}").statusCode()).isEqualTo(204);
    }
}
