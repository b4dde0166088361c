package io.notifyflow.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls a sandbox as a well-behaved client would. */
final class SandboxClient implements AutoCloseable {

    static final String WEBHOOK_TOKEN = "a-webhook-token-nobody-may-see";
    static final String BOT_TOKEN = "a-bot-token-nobody-may-see";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SandboxServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    SandboxClient(SandboxServer server) {
        this.server = server;
    }

    HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(server.apiBase() + path))
                .header("User-Agent", "DiscordBot (https://notifyflow.io, 1)")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bot " + BOT_TOKEN);
    }

    HttpResponse<String> post(String path, String body) {
        return send(api(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> toWebhook(String webhookId, String body) {
        return post("/webhooks/" + webhookId + "/" + WEBHOOK_TOKEN + "?wait=true", body);
    }

    HttpResponse<String> toChannel(String channelId, String body) {
        return post("/channels/" + channelId + "/messages", body);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(server.page() + path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpClient http() {
        return http;
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }
}
