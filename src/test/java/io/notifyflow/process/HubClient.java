package io.notifyflow.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls a hub with the API key of one account. The JDK's client never repeats a POST by itself. */
record HubClient(URI hub, String key) {

    /** A hub answers within its patience of ten seconds; what takes longer hangs. */
    static final Duration LONGEST_ANSWER = Duration.ofSeconds(12);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST_ANSWER)
            .build();

    HttpResponse<String> post(String title) throws IOException {
        return post(title, null);
    }

    HttpResponse<String> post(String title, @Nullable String idempotencyKey) throws IOException {
        HttpRequest.Builder request = request("/api/v1/events")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"category\":\"sale\",\"title\":\"" + title + "\"}"));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return send(request);
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path));
    }

    HttpResponse<String> put(String path, String body) throws IOException {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> patch(String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    /** What the hub tells of an event, or of its refusal to tell. */
    JsonNode show(UUID event) {
        try {
            return json(send(request("/api/v1/events/" + event)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(hub.resolve(path))
                .header("Authorization", "Bearer " + key)
                .timeout(LONGEST_ANSWER);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static UUID eventId(HttpResponse<String> accepted) {
        return UUID.fromString(json(accepted).path("eventId").asText());
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
