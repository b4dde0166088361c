package io.notifyflow.delivery;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Destinations;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class DeliveryTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    @Autowired
    Destinations destinations;

    TestAccount account;
    String webhook;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        webhook = Hub.newWebhookId();
        destination = account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void bringsAnEventToDiscordAsAnEmbed() {
        UUID id = account.accept(
                """
                {"category":"sale","description":"First sale!","fields":{"plan":"PRO","amount":49.90,"new":true}}
                """);

        JsonNode embed = await().until(() -> account.messages(webhook), messages -> !messages.isEmpty())
                .getFirst()
                .at("/embeds/0");
        assertThat(embed.path("title").asText()).isEqualTo("💰 Sale");
        assertThat(embed.path("description").asText()).isEqualTo("First sale!");
        assertThat(embed.path("color").asInt()).isEqualTo(0xFFEB3B);
        assertThat(Instant.parse(embed.path("timestamp").asText().replace("+00:00", "Z")))
                .isEqualTo(Instant.parse(account.event(id).path("acceptedAt").asText()));
        assertThat(embed.path("fields").findValuesAsText("name")).containsExactly("plan", "amount", "new");
        assertThat(embed.path("fields").findValuesAsText("value")).containsExactly("PRO", "49.90", "true");
        assertThat(embed.path("fields").findValuesAsText("inline")).containsOnly("true");
    }

    @Test
    void letsNoMentionRing() {
        account.accept("{\"category\":\"sale\",\"description\":\"@everyone <@&1> <@2> [bank](https://evil.example)\"}");

        JsonNode message = await().until(() -> account.messages(webhook), messages -> !messages.isEmpty())
                .getFirst();
        assertThat(message.path("mention_everyone").asBoolean()).isFalse();
        assertThat(message.path("mentions")).isEmpty();
        assertThat(message.path("mention_roles")).isEmpty();
        assertThat(message.at("/embeds/0/description").asText())
                .isEqualTo("@everyone \\<@&1> \\<@2> \\[bank](https://evil.example)");
    }

    @Test
    void answersTheOutcomeToAClientThatWaits() {
        HttpResponse<String> response = account.submit(EVENT, "Prefer", "respond-async, wait=10");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("status").asText()).isEqualTo("delivered");
        assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait");
        assertThat(account.messages(webhook)).hasSize(1);
    }

    @Test
    void answers202ToAClientThatWaitedInVain() {
        hub.sandbox().faults().always(webhook, new SandboxFault.Delay(Duration.ofSeconds(30)));

        HttpResponse<String> response = account.submit(EVENT, "Prefer", "wait=1");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("status").asText()).isEqualTo("accepted");
    }

    @Test
    void retriesWhatPassesAndKeepsTheOrder() {
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(503, "{\"message\":\"overloaded\"}"));
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(500, "oops"));

        List<UUID> events = IntStream.range(0, 10)
                .mapToObj(i -> account.accept("{\"category\":\"sale\",\"title\":\"" + i + "\"}"))
                .toList();

        await().until(() -> account.titles(webhook).size() == 10);
        assertThat(account.titles(webhook))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(String::valueOf).toList());
        JsonNode first = delivered(events.getFirst()).at("/deliveries/0/attempts");
        assertThat(first.findValuesAsText("outcome")).containsExactly("retry", "retry", "delivered");
        assertThat(first.findValuesAsText("httpStatus")).containsExactly("503", "500", "200");
    }

    @Test
    void waitsAsLongAsDiscordAsks() {
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.tooManyRequests(Duration.ofMillis(700)));

        UUID id = account.accept(EVENT);

        JsonNode attempts = delivered(id).at("/deliveries/0/attempts");
        assertThat(attempts.findValuesAsText("outcome")).containsExactly("throttled", "delivered");
        Instant refused = Instant.parse(attempts.get(0).path("startedAt").asText());
        Instant again = Instant.parse(attempts.get(1).path("startedAt").asText());
        assertThat(Duration.between(refused, again)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        assertThat(hub.sandbox().stats().early()).isZero();
    }

    @Test
    void deadLettersAfterTheLastRetryAndGivesTheQuotaBack() {
        account = hub.newAccount("one");
        account.addWebhook("main", webhook, true);
        hub.sandbox().faults().always(webhook, SandboxFault.Answer.json(500, "oops"));

        UUID id = account.accept(EVENT);
        await().untilAsserted(() -> assertThat(status(id)).isEqualTo("dead-lettered"));

        assertThat(account.event(id).at("/deliveries/0/attempts")).hasSize(4);
        hub.sandbox().faults().clear();
        await().until(() -> account.submit(EVENT).statusCode() == 202);
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);
    }

    @Test
    void countsAnEventThatOneOfItsDestinationsGot() {
        account = hub.newAccount("one");
        String broken = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        account.addWebhook("broken", broken, true);
        hub.sandbox()
                .faults()
                .always(broken, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}"));

        UUID id = account.accept(EVENT);

        await().untilAsserted(() -> assertThat(status(id)).isEqualTo("partly-delivered"));
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"code\":10015,\"message\":\"Unknown Webhook\"}  | dead-lettered | destination_gone",
                "401 | {\"code\":50027,\"message\":\"Invalid Token\"}    | held          | credentials_refused",
            })
    void callsADestinationThatFailedForGoodNeverAgain(int status, String body, String first, String outcome) {
        hub.sandbox().faults().always(webhook, SandboxFault.Answer.json(status, body));

        UUID failed = account.accept(EVENT);
        await().untilAsserted(() -> assertThat(status(failed)).isEqualTo(first));
        UUID held = account.accept(EVENT);
        await().untilAsserted(() -> assertThat(status(held)).isEqualTo("held"));

        assertThat(account.event(failed).at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly(outcome);
        assertThat(account.event(held).at("/deliveries/0/attempts")).isEmpty();
        assertThat(hub.jdbc()
                        .sql("SELECT status_reason FROM destination WHERE id = ?")
                        .param(destination)
                        .query(String.class)
                        .single())
                .contains(status == 404 ? "deleted in Discord" : "refuses");
    }

    @Test
    void keepsTheEventsOfAPausedDestinationAndSendsThemInOrder() {
        destinations.pause(destination, "holidays");
        List<UUID> events = IntStream.range(0, 5)
                .mapToObj(i -> account.accept("{\"category\":\"sale\",\"title\":\"" + i + "\"}"))
                .toList();
        await().untilAsserted(() -> assertThat(status(events.getLast())).isEqualTo("held"));
        assertThat(account.messages(webhook)).isEmpty();

        destinations.resume(destination);

        await().until(() -> account.titles(webhook).size() == 5);
        assertThat(account.titles(webhook)).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void marksAWebhookMessageThatMayStandThereTwice() {
        hub.sandbox().faults().next(webhook, new SandboxFault.AcceptThenReset());

        JsonNode event = delivered(account.accept(EVENT));

        assertThat(event.at("/deliveries/0/possibleDuplicate").asBoolean()).isTrue();
        assertThat(event.at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly("unknown", "delivered");
    }

    @ParameterizedTest
    @CsvSource({"cut", "garbage"})
    void doesNotCallAnAnswerDeliveredThatItCannotRead(String kind) {
        hub.sandbox()
                .faults()
                .next(
                        webhook,
                        kind.equals("cut")
                                ? new SandboxFault.CutBody()
                                : new SandboxFault.Answer(
                                        200, Map.of("Content-Type", "text/html"), "<html>Login</html>"));

        JsonNode event = delivered(account.accept(EVENT));

        assertThat(event.at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly("unknown", "delivered");
    }

    @Test
    void retriesAfterATimeout() {
        hub.sandbox().faults().next(webhook, new SandboxFault.BlackHole());

        JsonNode event = delivered(account.accept(EVENT));

        assertThat(event.at("/deliveries/0/attempts/0/detail").asText()).isEqualTo("No answer came in time");
    }

    @Test
    void sendsADirectMessageOnceEvenIfTheAnswerIsLost() {
        account = hub.newAccount();
        String recipient = "77" + webhook;
        account.addDirectMessage("me", recipient);
        String channel = Sandbox.directMessageChannel(recipient);
        hub.sandbox().faults().next(channel, new SandboxFault.AcceptThenReset());

        JsonNode event = delivered(account.accept(EVENT));

        assertThat(event.at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly("unknown", "delivered");
        assertThat(hub.sandbox().messages(channel)).hasSize(1);
    }

    @Test
    void opensADirectMessageAnewWhoseChannelIsUnknown() {
        account = hub.newAccount();
        String recipient = "76" + webhook;
        String channel = Sandbox.directMessageChannel(recipient);
        account.addDirectMessage("me", recipient);
        delivered(account.accept(EVENT));
        hub.sandbox()
                .faults()
                .next(channel, SandboxFault.Answer.json(404, "{\"message\":\"Unknown Channel\",\"code\":10003}"));
        UUID lost = account.accept(EVENT);
        await().untilAsserted(() -> assertThat(status(lost)).isEqualTo("dead-lettered"));
        assertThat(channelsOf(recipient)).isZero();

        delivered(account.accept(EVENT));

        assertThat(channelsOf(recipient)).isEqualTo(1);
        assertThat(hub.sandbox().messages(channel)).hasSize(2);
    }

    private int channelsOf(String recipient) {
        return hub.jdbc()
                .sql("SELECT count(*) FROM discord_dm_channel WHERE recipient_id = ?")
                .param(recipient)
                .query(Integer.class)
                .single();
    }

    @Test
    void saysWhatToDoAboutABlockedDirectMessage() {
        account = hub.newAccount();
        String recipient = "78" + webhook;
        account.addDirectMessage("me", recipient);
        hub.sandbox().blockDirectMessages(recipient);

        UUID id = account.accept(EVENT);
        await().untilAsserted(() -> assertThat(status(id)).isEqualTo("dead-lettered"));

        assertThat(account.event(id).at("/deliveries/0/attempts")).hasSize(1);
        assertThat(account.event(id).at("/deliveries/0/error").asText())
                .contains("share a server")
                .contains("50007");
    }

    @Test
    void sendsAValidMessageWhateverTheEventHolds() {
        String fields = IntStream.range(0, 50)
                .mapToObj(i -> "\"field " + i + "\":\"" + "👩‍👩‍👧‍👦".repeat(40) + "\"")
                .collect(java.util.stream.Collectors.joining(","));
        UUID id = account.accept("{\"category\":\"sale\",\"title\":\"" + "t".repeat(256) + "\",\"description\":\""
                + "d".repeat(8000) + "\",\"fields\":{" + fields + "}}");

        assertThat(delivered(id).at("/deliveries/0/attempts")).hasSize(1);
    }

    private JsonNode delivered(UUID event) {
        await().untilAsserted(() -> assertThat(status(event)).isEqualTo("delivered"));
        return account.event(event);
    }

    private String status(UUID event) {
        return account.event(event).path("status").asText();
    }
}
