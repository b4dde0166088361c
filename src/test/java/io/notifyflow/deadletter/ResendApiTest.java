package io.notifyflow.deadletter;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class ResendApiTest {

    private static final String SALE = "{\"category\":\"sale\",\"title\":\"Big\"}";

    @Autowired
    Hub hub;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    private static HttpResponse<String> resend(TestAccount account, UUID event, String destination) {
        return account.call(
                "POST", "/api/v1/events/" + event + "/deliveries", "{\"destination\":\"" + destination + "\"}");
    }

    private static void awaitStatus(TestAccount account, UUID event, String status) {
        await().until(() -> account.event(event).path("status").asText().equals(status));
    }

    @Test
    void sendsAnEventWhereItDidNotGoAndOnlyOnce() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        String boss = Hub.newWebhookId();
        UUID id = account.addWebhook("boss", boss, false);
        UUID event = account.accept(SALE);
        awaitStatus(account, event, "delivered");

        HttpResponse<String> sent = resend(account, event, "Boss");

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        await().until(() -> account.titles(boss).contains("Big"));
        awaitStatus(account, event, "delivered");
        JsonNode delivery = account.event(event).at("/deliveries/1");
        assertThat(delivery.path("destinationId").asText()).isEqualTo(id.toString());
        assertThat(delivery.path("reason").asText()).startsWith("sent there by ");
        String location = sent.headers().firstValue("Location").orElseThrow();
        assertThat(json(account.call("GET", location)).path("status").asText()).isEqualTo("delivered");

        HttpResponse<String> again = resend(account, event, id.toString());
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).path("message").asText()).contains("to boss is delivered");
        assertThat(account.titles(boss)).hasSize(1);
    }

    @Test
    void takesTheQuotaAgainThatWasGivenBack() {
        TestAccount account = hub.newAccount("one");
        var mortuary = new Mortuary(hub, account);
        String healthy = Hub.newWebhookId();
        UUID event = mortuary.die(1).getFirst();
        await().untilAsserted(() -> assertThat(mortuary.usage()).containsExactly(1L, 1L));
        account.addWebhook("healthy", healthy, false);

        await().untilAsserted(() ->
                assertThat(resend(account, event, "healthy").statusCode()).isEqualTo(202));

        mortuary.awaitStatus(event, "partly-delivered");
        assertThat(mortuary.usage()).containsExactly(1L, 0L);
    }

    @Test
    void whoMayOnlySendEventsMayNot() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        UUID event = account.accept(SALE);
        String key = json(account.call("POST", "/api/v1/keys", "{\"name\":\"shop\",\"scopes\":[\"send\"]}"))
                .path("key")
                .asText();

        HttpResponse<String> refused =
                account.callWith(key, "POST", "/api/v1/events/" + event + "/deliveries", "{\"destination\":\"main\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
        assertThat(json(refused).path("message").asText()).contains("scope manage");
    }

    @Test
    void tellsWhatIsWrong() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        UUID event = account.accept(SALE);
        awaitStatus(account, event, "delivered");
        TestAccount stranger = hub.newAccount();
        stranger.addWebhook("main", Hub.newWebhookId(), true);

        assertThat(resend(account, event, "nobody").statusCode()).isEqualTo(422);
        assertThat(resend(stranger, event, "main").statusCode()).isEqualTo(404);
        assertThat(resend(account, UUID.randomUUID(), "main").statusCode()).isEqualTo(404);
        assertThat(account.call("POST", "/api/v1/events/" + event + "/deliveries", "{}")
                        .statusCode())
                .isEqualTo(422);
    }
}
