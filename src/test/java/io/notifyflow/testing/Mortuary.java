package io.notifyflow.testing;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.sandbox.SandboxFault;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** An account with one webhook, which can be made to refuse whatever comes, and the account's dead letters. */
public final class Mortuary {

    public static final String SALE = "{\"category\":\"sale\"}";

    private final Hub hub;
    private final TestAccount account;
    private final String webhook = Hub.newWebhookId();
    private final UUID destination;

    public Mortuary(Hub hub, TestAccount account) {
        this.hub = hub;
        this.account = account;
        this.destination = account.addWebhook("main", webhook, true);
        // So that each death takes one attempt.
        hub.jdbc()
                .sql("UPDATE destination SET batching = 'off' WHERE id = ?")
                .param(destination)
                .update();
    }

    public TestAccount account() {
        return account;
    }

    public String webhook() {
        return webhook;
    }

    public UUID destination() {
        return destination;
    }

    /** From now on Discord takes nothing here. */
    public void refuse() {
        refuse(webhook);
    }

    public void refuse(String refused) {
        hub.sandbox()
                .faults()
                .always(refused, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}"));
    }

    /** From now on Discord takes everything. */
    public void mend() {
        hub.sandbox().faults().clear();
    }

    /** Submits an event that dies, and returns the id of its one delivery. */
    public UUID die(String body) {
        refuse();
        UUID event = account.accept(body);
        awaitStatus(event, "dead-lettered");
        return deliveryOf(event);
    }

    /** Events that die, in their order. */
    public List<UUID> die(int count) {
        refuse();
        List<UUID> events = IntStream.range(0, count)
                .mapToObj(i -> account.accept("{\"category\":\"sale\",\"title\":\"" + i + "\"}"))
                .toList();
        events.forEach(event -> awaitStatus(event, "dead-lettered"));
        return events;
    }

    public UUID deliveryOf(UUID event) {
        return UUID.fromString(
                account.event(event).at("/deliveries/0/deliveryId").asText());
    }

    public void awaitStatus(UUID event, String status) {
        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo(status));
    }

    public HttpResponse<String> get(String path) {
        return send(account.request(path).GET().build());
    }

    public JsonNode read(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    public HttpResponse<String> post(String path, String body) {
        HttpRequest.Builder request = account.request(path);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.POST(BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> redrive(UUID delivery) {
        return post("/api/v1/dead-letters/" + delivery + "/redrive", "");
    }

    /** Starts the redrive of a set and returns its id. */
    public UUID start(String body) {
        HttpResponse<String> response = post("/api/v1/redrives", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return UUID.fromString(json(response).path("redriveId").asText());
    }

    public JsonNode awaitEnd(UUID redrive) {
        return await().until(
                        () -> read("/api/v1/redrives/" + redrive),
                        state -> !state.path("status").asText().equals("running"));
    }

    public List<String> titles() {
        return account.messages(webhook).stream()
                .flatMap(message -> message.path("embeds").findValuesAsText("title").stream())
                .toList();
    }

    /** Accepted and returned events of this month. */
    public List<Long> usage() {
        return hub.jdbc()
                .sql("SELECT accepted, returned FROM usage WHERE account_id = ?")
                .param(account.id())
                .query((row, index) -> List.of(row.getLong(1), row.getLong(2)))
                .single();
    }
}
