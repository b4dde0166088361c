package io.notifyflow.source;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A source of an account, and what its sender can do with it. */
record TestSource(TestAccount account, UUID id, String path) {

    /** With the settings of the API's body, such as {@code "secret":"s3cret"}. */
    static TestSource of(TestAccount account, String type, String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        HttpResponse<String> response =
                create(account, "{\"type\":\"" + type + "\",\"name\":\"" + UUID.randomUUID() + "\"" + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonNode created = json(response);
        return new TestSource(
                account,
                UUID.fromString(created.path("sourceId").asText()),
                created.path("path").asText());
    }

    static HttpResponse<String> create(TestAccount account, String body) {
        return TestAccount.send(account.request("/api/v1/sources")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    static String fixture(String name) {
        try (InputStream file = TestSource.class.getResourceAsStream("/sources/" + name + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException("There is no payload " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String key() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    HttpResponse<String> post(String body, String... headers) {
        return postTo("", body, headers);
    }

    /** To the source's address with something after it, such as parameters. */
    HttpResponse<String> postTo(String after, String body, String... headers) {
        var request = HttpRequest.newBuilder(account.address().resolve(path + after))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body));
        if (List.of(headers).stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestAccount.send(request.build());
    }

    /** The events of a payload that must be accepted, as the event API shows them. */
    List<JsonNode> accept(String body, String... headers) {
        return accepted(post(body, headers));
    }

    List<JsonNode> accepted(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return json(response).path("results").findValuesAsText("eventId").stream()
                .map(id -> account.event(UUID.fromString(id)))
                .toList();
    }
}
