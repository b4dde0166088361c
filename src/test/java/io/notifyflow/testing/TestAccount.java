package io.notifyflow.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.notifyflow.account.DestinationType;
import io.notifyflow.event.EventIds;
import io.notifyflow.sandbox.SandboxMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An account with its key, and what a client can do with it. */
public final class TestAccount {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Hub hub;
    private final UUID id;
    private final String key;

    TestAccount(Hub hub, UUID id, String key) {
        this.hub = hub;
        this.id = id;
        this.key = key;
    }

    public UUID id() {
        return id;
    }

    public String key() {
        return key;
    }

    /** From now on it sees what concerns all accounts. */
    public TestAccount asOperator() {
        hub.jdbc()
                .sql("UPDATE account SET operator = true WHERE id = ?")
                .param(id)
                .update();
        return this;
    }

    public UUID addCategory(String name) {
        UUID category = EventIds.next();
        hub.jdbc()
                .sql("INSERT INTO category (id, account_id, name, color, emoji) VALUES (?, ?, ?, ?, ?)")
                .params(category, id, name, 0xFFEB3B, "💰")
                .update();
        return category;
    }

    /** A webhook destination at the sandbox; returns the webhook's id there. */
    public UUID addWebhook(String name, String webhookId, boolean isDefault) {
        return hub.destinations()
                .put(
                        id,
                        name,
                        "discord-webhook",
                        "{\"webhookId\":\"" + webhookId + "\",\"sandbox\":true}",
                        "token-" + webhookId,
                        isDefault);
    }

    /** A default destination of that type, which checks what it is told. */
    public UUID addDestination(String type, String name, Map<String, String> told) {
        DestinationType known = hub.type(type);
        return hub.destinations().put(id, name, known, known.check(told), true);
    }

    /** A default destination that nobody checked, as a row may be that was written by hand. */
    public UUID addUnchecked(String type, String name, String secret) {
        return hub.destinations().put(id, name, type, "{}", secret, true);
    }

    /** What the destination's row says, such as its status. */
    public String destination(UUID destination, String column) {
        return hub.jdbc()
                .sql("SELECT coalesce(" + column + "::text, '') FROM destination WHERE id = ?")
                .params(destination)
                .query(String.class)
                .single();
    }

    /** What the last attempt of the account came to, as people read it. */
    public String lastDetail() {
        return hub.jdbc()
                .sql(
                        "SELECT coalesce(detail, '') FROM attempt_made WHERE account_id = ? ORDER BY started_at DESC LIMIT 1")
                .params(id)
                .query(String.class)
                .optional()
                .orElse("");
    }

    /** Holds the account's destinations, so that events gather; the returned action lets them go. */
    public Runnable hold() {
        change("paused");
        return () -> change("active");
    }

    private void change(String status) {
        hub.jdbc()
                .sql("UPDATE destination SET status = ? WHERE account_id = ?")
                .params(status, id)
                .update();
    }

    /** Submits so many events of the category sale in one request; their titles are the numbers from 0. */
    public List<UUID> acceptMany(int count) {
        String events = IntStream.range(0, count)
                .mapToObj(i -> "{\"category\":\"sale\",\"title\":\"" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        HttpResponse<String> response = send(request("/api/v1/events/batch")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(events))
                .build());
        if (response.statusCode() != 202) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response).path("results").findValuesAsText("eventId").stream()
                .map(UUID::fromString)
                .toList();
    }

    /** How many deliveries of the account have this status in the database. */
    public int deliveries(String status) {
        return hub.jdbc()
                .sql("SELECT count(*) FROM delivery WHERE account_id = ? AND status = ?")
                .params(id, status)
                .query(Integer.class)
                .single();
    }

    /** How many attempts of the account had this outcome. */
    public int attempts(String outcome) {
        return hub.jdbc()
                .sql("SELECT count(*) FROM attempt_made WHERE account_id = ? AND outcome = ?")
                .params(id, outcome)
                .query(Integer.class)
                .single();
    }

    public UUID addDirectMessage(String name, String recipient) {
        return hub.destinations().put(id, name, "discord-dm", "{\"recipientId\":\"" + recipient + "\"}", null, true);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(hub.address().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key);
    }

    public HttpRequest post(String body, String... headers) {
        var request = request("/api/v1/events")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    public HttpResponse<String> submit(String body, String... headers) {
        return send(post(body, headers));
    }

    public CompletableFuture<HttpResponse<String>> submitAsync(String body, String... headers) {
        return CLIENT.sendAsync(post(body, headers), BodyHandlers.ofString());
    }

    /** Submits an event that must be accepted, and returns its id. */
    public UUID accept(String body) {
        HttpResponse<String> response = submit(body);
        if (response.statusCode() != 202) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return UUID.fromString(json(response).path("eventId").asText());
    }

    /** Calls the management API with the account's own key, with a JSON body or none. */
    public HttpResponse<String> call(String method, String path, String... body) {
        return callWith(key, method, path, body);
    }

    /** Calls it with another key. */
    public HttpResponse<String> callWith(String otherKey, String method, String path, String... body) {
        var request = HttpRequest.newBuilder(hub.address().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + otherKey);
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(method, body.length > 0 ? BodyPublishers.ofString(body[0]) : BodyPublishers.noBody())
                .build());
    }

    public JsonNode event(UUID event) {
        return json(send(request("/api/v1/events/" + event).GET().build()));
    }

    /** What the sandbox got through a webhook, in its order. */
    public List<JsonNode> messages(String webhookId) {
        return hub.sandbox().messages("webhook:" + webhookId).stream()
                .map(TestAccount::read)
                .toList();
    }

    /** The titles of the events that arrived through a webhook, in their order, without the emoji before them. */
    public List<String> titles(String webhookId) {
        return messages(webhookId).stream()
                .flatMap(message -> message.path("embeds").findValuesAsText("title").stream())
                .map(title -> title.substring(title.indexOf(' ') + 1))
                .toList();
    }

    private static JsonNode read(SandboxMessage message) {
        return json(message.json());
    }

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            ApiContract.check(request, response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public URI address() {
        return hub.address();
    }
}
