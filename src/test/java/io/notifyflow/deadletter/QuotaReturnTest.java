package io.notifyflow.deadletter;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Quota is given back for what nobody can have read, and for nothing else. */
@HubTest
class QuotaReturnTest {

    private static final String SALE = "{\"category\":\"sale\"}";
    private static final String SECRET = "whsec_" + "QUFB".repeat(8);

    @Autowired
    Hub hub;

    TestAccount account;
    private volatile Answer answer = Answer.of(413, "");
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Receiver receiver = new Receiver(request -> {
        reached.countDown();
        if (answer.status() == 0) {
            await(end);
        }
        return answer.status() == 0 ? Answer.of(200, "") : answer;
    });

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount("twenty");
    }

    @AfterEach
    void stop() {
        end.countDown();
        receiver.close();
        hub.sandbox().faults().clear();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private UUID enter(String type, String settings) {
        HttpResponse<String> entered = account.call(
                "POST",
                "/api/v1/destinations",
                "{\"name\":\"main\",\"type\":\"" + type + "\",\"default\":true,\"settings\":{" + settings + "}}");
        assertThat(entered.statusCode()).as(entered.body()).isIn(200, 201);
        return UUID.fromString(json(entered).path("id").asText());
    }

    private UUID enterWebhook(String url) {
        return enter("webhook", "\"url\":\"" + url + "\",\"secrets\":\"" + SECRET + "\"");
    }

    private List<Long> usage() {
        return hub.jdbc()
                .sql("SELECT accepted, returned FROM usage WHERE account_id = ?")
                .param(account.id())
                .query((row, index) -> List.of(row.getLong(1), row.getLong(2)))
                .single();
    }

    private void awaitSettled(UUID event) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> hub.jdbc()
                                .sql("SELECT count(*) FROM delivery WHERE event_id = ? AND status = 'dead' AND settled")
                                .param(event)
                                .query(Integer.class)
                                .single()
                        > 0);
    }

    private String quota(UUID event) {
        return account.event(event).path("quota").asText();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 410, 413, 422, 500, 503, 0})
    void whatAReceiverOfTheAccountsRefusesOrDoesNotAnswerCounts(int status) {
        answer = Answer.of(status, "");
        enterWebhook(receiver.address("/hook"));

        UUID event = account.accept(SALE);
        awaitSettled(event);

        assertThat(receiver.requests().size() + (status == 0 ? 1 : 0)).isPositive();
        assertThat(quota(event)).isEqualTo("counted");
        assertThat(usage()).containsExactly(1L, 0L);
    }

    @ParameterizedTest
    @CsvSource({"slack", "teams"})
    void aServerThatOnlyClaimsToBeAServiceIsTheAccountsToo(String type) {
        answer = Answer.of(400, "no");
        enter(type, "\"url\":\"" + receiver.address("/services/x") + "\"");

        UUID event = account.accept(SALE);
        awaitSettled(event);

        assertThat(usage()).containsExactly(1L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/hook", "http://nobody.invalid/hook"})
    void whatReachesNobodyIsGivenBack(String url) {
        enterWebhook(url);

        UUID event = account.accept(SALE);
        awaitSettled(event);

        assertThat(quota(event)).isEqualTo("given-back");
        assertThat(usage()).containsExactly(1L, 1L);
    }

    @Test
    void whatDiscordRefusesIsGivenBack() {
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        hub.sandbox()
                .faults()
                .always(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}"));

        UUID event = account.accept(SALE);
        awaitSettled(event);

        assertThat(usage()).containsExactly(1L, 1L);
    }

    @Test
    void aServerThatRefusesAllOfItGetsNoMoreThanTheQuota() {
        enterWebhook(receiver.address("/hook"));
        int accepted = 0;
        for (int i = 0; i < 60; i++) {
            HttpResponse<String> response = account.submit("{\"category\":\"sale\",\"title\":\"" + i + "\"}");
            if (response.statusCode() == 202) {
                accepted++;
                awaitSettled(UUID.fromString(json(response).path("eventId").asText()));
            }
        }

        assertThat(accepted).isEqualTo(20);
        // The hub's own notices, which warn that the quota is nearly used up, count for none.
        assertThat(receiver.requests().stream()
                        .map(Receiver.Request::body)
                        .filter(body -> body.contains("\"category\":\"sale\""))
                        .distinct())
                .hasSize(20);
    }

    /** It reads the message and asks for time, in which its owner enters a service that refuses it. */
    @Test
    void leadingADestinationElsewhereBeforeItsEventDiesChangesNothing() {
        answer = Answer.of(429, "").with("Retry-After", "2");
        enterWebhook(receiver.address("/hook"));
        UUID event = account.accept(SALE);
        org.awaitility.Awaitility.await().until(() -> account.attempts("throttled") > 0);
        String webhook = Hub.newWebhookId();
        hub.sandbox()
                .faults()
                .always(webhook, SandboxFault.Answer.json(404, "{\"code\":10015,\"message\":\"Unknown Webhook\"}"));

        account.addWebhook("main", webhook, true);
        awaitSettled(event);

        assertThat(account.event(event).at("/deliveries/0/attempts").toString()).contains("destination_gone");
        assertThat(usage()).containsExactly(1L, 0L);
    }

    /** The lane in which the message is on its way is not the one that the destination has when it is deleted. */
    @Test
    void leadingADestinationElsewhereAndDeletingItWhileItsReceiverReadsChangesNothing() {
        answer = Answer.of(0, "");
        UUID destination = enterWebhook(receiver.address("/hook"));
        UUID event = account.accept(SALE);
        await(reached);

        account.addWebhook("main", Hub.newWebhookId(), true);
        assertThat(account.call("DELETE", "/api/v1/destinations/" + destination).statusCode())
                .isEqualTo(200);
        awaitSettled(event);

        assertThat(account.event(event).at("/deliveries/0/attempts"))
                .as(account.event(event).toString())
                .isNotEmpty();
        assertThat(quota(event)).isEqualTo("counted");
        assertThat(usage()).containsExactly(1L, 0L);
    }

    @Test
    void deletingADestinationGivesBackOnlyWhatItsReceiverHasNotSeen() {
        answer = Answer.of(429, "").with("Retry-After", "60");
        UUID destination = enterWebhook(receiver.address("/hook"));
        UUID seen = account.accept(SALE);
        org.awaitility.Awaitility.await().until(() -> account.attempts("throttled") > 0);
        UUID unseen = account.accept(SALE);

        assertThat(account.call("DELETE", "/api/v1/destinations/" + destination).statusCode())
                .isEqualTo(200);
        awaitSettled(seen);
        awaitSettled(unseen);

        assertThat(quota(seen)).isEqualTo("counted");
        assertThat(quota(unseen)).isEqualTo("given-back");
        assertThat(usage()).containsExactly(2L, 1L);
    }

    @Test
    void aRedriveThatIsReadTakesTheQuotaForGood() {
        UUID destination = enterWebhook("http://127.0.0.1:1/hook");
        UUID event = account.accept(SALE);
        awaitSettled(event);
        assertThat(usage()).containsExactly(1L, 1L);
        String delivery = account.event(event).at("/deliveries/0/deliveryId").asText();

        for (String url : List.of(receiver.address("/hook"), "http://127.0.0.1:2/hook")) {
            HttpResponse<String> changed = account.call(
                    "PATCH",
                    "/api/v1/destinations/" + destination,
                    "{\"settings\":{\"url\":\"" + url + "\",\"secrets\":\"" + SECRET + "\"}}");
            assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            assertThat(account.call("POST", "/api/v1/dead-letters/" + delivery + "/redrive")
                            .statusCode())
                    .isEqualTo(202);
            awaitSettled(event);
            assertThat(usage()).containsExactly(1L, 0L);
        }
    }
}
