package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Destinations;
import io.notifyflow.sandbox.Sandbox;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class FailingDestinationTest {

    private static final String EVENT = "{\"category\":\"sale\"}";
    private static final SandboxFault GONE =
            SandboxFault.Answer.json(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}");
    private static final SandboxFault BROKEN = SandboxFault.Answer.json(500, "oops");

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
    void tellsTheOwnerOnceThroughAnotherDestination() {
        String other = Hub.newWebhookId();
        account.addWebhook("other", other, false);
        hub.sandbox().faults().always(webhook, GONE);

        account.acceptMany(3);
        await().until(() -> !account.messages(other).isEmpty());

        JsonNode notice = account.messages(other).getFirst().at("/embeds/0");
        assertThat(notice.path("title").asText()).isEqualTo("⚠️ Destination \"main\" is disabled");
        assertThat(notice.path("description").asText())
                .contains("deleted in Discord")
                .contains("enter its URL")
                .contains(destination.toString());
        account.acceptMany(3);
        await().until(() -> account.deliveries("pending") >= 3);
        assertThat(account.messages(other)).hasSize(1);
    }

    @Test
    void countsANoticeForNoQuota() {
        account = hub.newAccount("one");
        String gone = Hub.newWebhookId();
        String other = Hub.newWebhookId();
        account.addWebhook("main", gone, true);
        account.addWebhook("other", other, false);
        hub.sandbox().faults().always(gone, GONE);
        hub.sandbox().faults().always(other, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));

        account.accept(EVENT);
        // The event and the notice both die; only the event is given back.
        await().until(() -> account.deliveries("dead") == 2);
        await().until(() -> account.submit(EVENT).statusCode() == 202);

        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);
    }

    @Test
    void callsAWebhookThatIsGoneOnlyForWhoEntersIt() {
        TestAccount neighbour = hub.newAccount();
        UUID same = neighbour.addWebhook("same", webhook, true);
        hub.sandbox().faults().always(webhook, GONE);

        account.accept(EVENT);
        await().until(() -> status(same).equals("disabled"));
        neighbour.accept(EVENT);
        TestAccount late = hub.newAccount();
        UUID created = late.addWebhook("late", webhook, true);
        late.accept(EVENT);

        await().atMost(Duration.ofSeconds(15)).until(() -> status(created).equals("disabled"));
        late.accept(EVENT);
        await().until(() -> late.deliveries("pending") == 1);
        assertThat(neighbour.attempts("destination_gone")).isZero();
        assertThat(late.attempts("destination_gone")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume", "enter", "delete and create"})
    void believesAnOwnerThatAWebhookIsThereAgain(String act) {
        hub.sandbox().faults().always(webhook, GONE);
        account.accept(EVENT);
        await().until(() -> status(destination).equals("disabled"));
        hub.sandbox().faults().clear();

        if (act.equals("delete and create")) {
            assertThat(account.call("DELETE", "/api/v1/destinations/" + destination)
                            .statusCode())
                    .isEqualTo(200);
            account.addWebhook("main", webhook, true);
        } else {
            if (act.equals("enter")) {
                account.addWebhook("main", webhook, true);
            }
            assertThat(account.call("POST", "/api/v1/destinations/" + destination + "/resume")
                            .statusCode())
                    .isEqualTo(200);
        }
        UUID event = account.accept(EVENT);

        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));
    }

    @Test
    void triesOnceMoreAndNoMoreWhereAnOwnerIsMistaken() {
        hub.sandbox().faults().always(webhook, GONE);
        account.acceptMany(3);
        await().until(() -> status(destination).equals("disabled"));
        int before = account.attempts("destination_gone");

        assertThat(account.call("POST", "/api/v1/destinations/" + destination + "/resume")
                        .statusCode())
                .isEqualTo(200);
        account.accept(EVENT);

        await().until(() -> account.attempts("destination_gone") > before);
        await().until(() -> status(destination).equals("disabled"));
    }

    @Test
    void takesAPageOfAProxyForNoEndOfAWebhook() {
        var page = new SandboxFault.Answer(
                404, Map.of("Content-Type", "text/html"), "<html><title>404 Not Found</title></html>");
        hub.sandbox().faults().next(webhook, page);
        hub.sandbox()
                .faults()
                .next(webhook, SandboxFault.Answer.json(404, "{\"message\":\"404: Not Found\",\"code\":0}"));

        UUID event = account.accept(EVENT);

        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));
        assertThat(account.attempts("retry")).isEqualTo(2);
        assertThat(status(destination)).isEqualTo("active");
    }

    /** By Cloudflare, which stands before Discord, or by Discord for all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | {\"message\":\"internal network error\",\"code\":40333}",
                "403 | <html>Sorry, you have been blocked</html>",
                "429 | {\"message\":\"You are being blocked from accessing our API temporarily\",\"code\":0}",
                "429 | <html>Error 1015: You are being rate limited</html>",
                "403 | {\"message\":\"temporarily disabled\",\"code\":40004}",
            })
    void holdsAllEventsWhileDiscordBlocksTheHubsAddress(int status, String body) {
        hub.sandbox().faults().next(webhook, new SandboxFault.Answer(status, Map.of(), body));
        TestAccount neighbour = hub.newAccount();
        String other = Hub.newWebhookId();
        neighbour.addWebhook("other", other, true);

        UUID event = account.accept(EVENT);
        await().until(() -> account.attempts("throttled") == 1);
        Instant blocked = attemptTimes().getFirst();
        UUID others = neighbour.accept(EVENT);

        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));
        await().untilAsserted(() ->
                assertThat(neighbour.event(others).path("status").asText()).isEqualTo("delivered"));
        assertThat(hub.sandbox().messages("webhook:" + other).getFirst().time()).isAfter(blocked.plusMillis(200));
        assertThat(account.event(event).at("/deliveries/0/attempts/0/detail").asText())
                .contains("blocks the hub's address", "HTTP " + status);
        assertThat(failures()).isZero();
        assertThat(refusedCallsOfTheAccount()).isZero();
    }

    @Test
    void sendsAMessageAgainWithoutWhatDiscordRefusesOfIt() {
        hub.sandbox()
                .faults()
                .next(
                        webhook,
                        SandboxFault.Answer.json(
                                400,
                                "{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":{\"embeds\":{\"0\":{"
                                        + "\"url\":{\"_errors\":[{\"code\":\"URL_TYPE_INVALID_URL\",\"message\":\"Not a well formed URL.\"}]},"
                                        + "\"fields\":{\"1\":{\"value\":{\"_errors\":[{\"code\":\"X\",\"message\":\"Not that.\"}]}}}}}}}"));

        UUID event = account.accept("{\"category\":\"sale\",\"title\":\"Order\",\"url\":\"https://shop.example/7\","
                + "\"fields\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}");

        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));
        JsonNode embed = account.messages(webhook).getFirst().at("/embeds/0");
        assertThat(embed.path("title").asText()).contains("Order");
        assertThat(embed.has("url")).isFalse();
        assertThat(embed.path("fields").findValuesAsText("name")).containsExactly("a", "c");
        assertThat(account.event(event).at("/deliveries/0/error").asText())
                .contains("embeds[0].url: Not a well formed URL.", "embeds[0].fields[1].value: Not that.");
    }

    @Test
    void tellsWhichMemberDiscordRefusesWhereItCannotBeLeftOut() {
        hub.sandbox()
                .faults()
                .always(
                        webhook,
                        SandboxFault.Answer.json(
                                400,
                                "{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":{\"embeds\":{\"_errors\":["
                                        + "{\"code\":\"MAX_EMBED_SIZE_EXCEEDED\",\"message\":\"Embed size exceeds maximum size of 6000\"}]}}}"));

        UUID event = account.accept(EVENT);

        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("dead-lettered"));
        assertThat(account.event(event).at("/deliveries/0/error").asText())
                .contains("Discord refused embeds: Embed size exceeds maximum size of 6000", "50035");
    }

    /** A limit that is over at once, again and again. */
    @Test
    void callsLessOftenWhereItIsToldToComeBackAtOnceAgainAndAgain() {
        hub.sandbox()
                .faults()
                .always(
                        webhook,
                        new SandboxFault.Answer(
                                429,
                                Map.of("Retry-After", "0", "X-RateLimit-Scope", "shared"),
                                "{\"message\":\"You are being rate limited.\",\"retry_after\":0,\"global\":false}"));

        UUID event = account.accept(EVENT);
        await().atMost(Duration.ofSeconds(20)).until(() -> callsOf(event) >= 6);

        // 50, 100, 200, 400 and 800 ms at least.
        assertThat(Duration.between(
                        Instant.parse(account.event(event).path("acceptedAt").asText()), Instant.now()))
                .isGreaterThan(Duration.ofMillis(1500));
        assertThat(account.attempts("throttled"))
                .as("throttled in a row, stored once")
                .isEqualTo(1);
        hub.sandbox().faults().clear();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));
    }

    private int callsOf(UUID event) {
        return hub.jdbc()
                .sql("SELECT coalesce(max(attempts), 0) FROM delivery WHERE event_id = ?")
                .param(event)
                .query(Integer.class)
                .single();
    }

    private int refusedCallsOfTheAccount() {
        return hub.jdbc()
                .sql("SELECT coalesce(sum(count), 0) FROM discord_invalid_request_of_account WHERE account_id = ?")
                .param(account.id())
                .query(Integer.class)
                .single();
    }

    @Test
    void goesOnInOrderAfterANewAddress() {
        hub.sandbox().faults().always(webhook, GONE);
        account.accept(EVENT);
        await().until(() -> status(destination).equals("disabled"));
        account.acceptMany(15);
        await().until(() -> account.deliveries("pending") == 15);

        String mended = Hub.newWebhookId();
        account.addWebhook("main", mended, true);
        destinations.resume(destination);

        await().until(() -> account.titles(mended).size() == 15);
        assertThat(account.titles(mended))
                .containsExactlyElementsOf(
                        IntStream.range(0, 15).mapToObj(String::valueOf).toList());
    }

    @Test
    void leavesADestinationAloneThatFailsCallAfterCall() {
        hub.sandbox().faults().always(webhook, BROKEN);

        account.acceptMany(3);
        await().until(() -> failures() >= 6);

        assertThat(hub.jdbc()
                        .sql("SELECT max(attempts) FROM delivery WHERE account_id = ?")
                        .param(account.id())
                        .query(Integer.class)
                        .single())
                .as("one event at a time is enough to probe")
                .isLessThanOrEqualTo(4);
        List<Instant> calls = attemptTimes();
        // The fifth failure opens it for 300 ms, give or take a fifth; the sixth for twice as long.
        assertThat(Duration.between(calls.get(4), calls.get(5))).isGreaterThanOrEqualTo(Duration.ofMillis(240));

        hub.sandbox().faults().clear();
        await().until(() -> account.deliveries("pending") == 0);
        assertThat(failures()).isZero();
    }

    @Test
    void doesNotSpendManyCallsOnARecipientWhoBlocksTheBot() {
        String recipient = "91" + webhook;
        account = hub.newAccount();
        account.addDirectMessage("me", recipient);
        hub.sandbox().blockDirectMessages(recipient);

        account.acceptMany(200);
        await().until(() -> account.attempts("rejected") >= 5);

        assertThat(account.deliveries("pending")).isPositive();
        await().atMost(Duration.ofSeconds(5)).until(() -> account.attempts("rejected") >= 6);
        List<Instant> calls = attemptTimes();
        assertThat(calls).hasSizeLessThan(60);
        assertThat(hub.sandbox().messages(Sandbox.directMessageChannel(recipient)))
                .isEmpty();
    }

    @Test
    void disablesADestinationThatHasFailedForADay() {
        String other = Hub.newWebhookId();
        hub.sandbox().faults().always(webhook, BROKEN);
        account.accept(EVENT);
        await().until(() -> account.deliveries("dead") == 1);
        // Only now, so that the first event goes to one destination.
        account.addWebhook("other", other, false);

        hub.jdbc()
                .sql("UPDATE delivery_lane SET failing_since = now() - interval '25 hours'"
                        + " WHERE id = (SELECT lane_id FROM destination WHERE id = ?)")
                .param(destination)
                .update();

        account.accept(EVENT);

        await().until(() -> status(destination).equals("disabled"));
        await().until(() -> account.messages(other).size() == 1);
        assertThat(account.messages(other)
                        .getFirst()
                        .at("/embeds/0/description")
                        .asText())
                .contains("Every call has failed since");
        account.acceptMany(12);
        hub.sandbox().faults().clear();
        assertThat(destinations.resume(destination)).isTrue();
        await().until(() -> account.titles(webhook).size() >= 12);
        assertThat(account.titles(webhook))
                .endsWith(IntStream.range(0, 12).mapToObj(String::valueOf).toArray(String[]::new));
        assertThat(failures()).isZero();
    }

    private String status(UUID id) {
        return hub.jdbc()
                .sql("SELECT status FROM destination WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    private int failures() {
        return hub.jdbc()
                .sql("SELECT failures FROM delivery_lane WHERE id = (SELECT lane_id FROM destination WHERE id = ?)")
                .param(destination)
                .query(Integer.class)
                .single();
    }

    private List<Instant> attemptTimes() {
        return hub.jdbc()
                .sql("SELECT DISTINCT started_at FROM attempt_made WHERE account_id = ? ORDER BY started_at")
                .param(account.id())
                .query((row, index) -> row.getTimestamp(1).toInstant())
                .list();
    }
}
