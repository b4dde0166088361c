package io.notifyflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls a hub; whatever it does not answer as asked is a {@link Failure}. */
final class HubApi {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI hub;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    HubApi(URI hub, String key) {
        this.hub = hub;
        this.key = key;
    }

    /** Where that path of the hub is, for others to call. */
    String address(String path) {
        return hub + path;
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    JsonNode delete(String path) {
        return send(request(path).DELETE());
    }

    JsonNode post(String path, @Nullable JsonNode body) {
        return send(
                body == null
                        ? request(path).POST(BodyPublishers.noBody())
                        : request(path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(hub + path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + key);
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() < 300 && body.isObject()) {
                return body;
            }
            throw refused(response.statusCode(), body.path("message").asText());
        } catch (JsonProcessingException notTheHub) {
            throw new Failure(
                    Failure.UNAVAILABLE,
                    "What answers at " + hub + " is no hub; name the hub with --url or NOTIFYFLOW_URL");
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.UNAVAILABLE, "Interrupted");
        }
    }

    private Failure unreachable(IOException cause) {
        String why = cause instanceof ConnectException ? "nothing accepts a connection there" : cause.getMessage();
        return new Failure(
                Failure.UNAVAILABLE,
                "The hub at " + hub + " cannot be reached: "
                        + (why == null ? cause.getClass().getSimpleName() : why)
                        + ". Is it running? Name another with --url or NOTIFYFLOW_URL");
    }

    private Failure refused(int status, String message) {
        String told = message.isBlank() ? "The hub at " + hub + " answered " + status : Text.plain(message);
        return new Failure(status >= 500 ? Failure.UNAVAILABLE : Failure.REFUSED, told);
    }
}
