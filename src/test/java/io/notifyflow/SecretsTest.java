package io.notifyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Plants a key and a webhook token, lets everything succeed and fail with them, and searches for them. */
@HubTest
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void standInNoLogAnswerPageMetricOrRow(CapturedOutput output) {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        String token = "token-" + webhook;
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(500, "oops"));
        hub.sandbox().faults().next(webhook, new SandboxFault.ResetConnection());
        hub.sandbox().faults().next(webhook, new SandboxFault.CutBody());

        UUID event = account.accept("{\"category\":\"sale\"}");
        account.submit("{\"category\":");
        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));

        var places = List.of(
                output.getAll(),
                account.event(event).toString(),
                get("/sandbox"),
                get("/sandbox/messages"),
                get("/actuator/prometheus"),
                camel.getEndpoints().toString(),
                everyRow());
        assertThat(output.getAll()).contains(event.toString());
        assertThat(places)
                .allSatisfy(place -> assertThat(place).isNotEmpty())
                .noneSatisfy(place -> assertThat(place).contains(token))
                .noneSatisfy(place -> assertThat(place).contains(account.key()));
    }

    private String get(String path) {
        return TestAccount.send(
                        HttpRequest.newBuilder(URI.create(hub.address() + path)).build())
                .body();
    }

    /** Every row of every table as text; bytes as text, too, so that a secret in a binary column shows. */
    private String everyRow() {
        var rows = new StringBuilder();
        List<String> tables = hub.jdbc()
                .sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                .query(String.class)
                .list();
        assertThat(tables).contains("api_key", "destination", "event", "delivery_attempt");
        for (String table : tables) {
            hub.jdbc()
                    .sql("SELECT t::text FROM \"" + table + "\" t")
                    .query(String.class)
                    .list()
                    .forEach(rows::append);
        }
        hub.jdbc()
                .sql("SELECT encode(secret, 'escape') FROM destination WHERE secret IS NOT NULL")
                .query(String.class)
                .list()
                .forEach(rows::append);
        return rows.toString();
    }
}
