package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it came in: the variable {@code request} of a source's route.
 *
 * @param headers by name in lower case
 * @param query   the parameters of the address
 * @param body    the bytes that the sender signed
 */
public record ReceivedRequest(Source source, Map<String, String> headers, Map<String, String> query, byte[] body) {

    public ReceivedRequest {
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** A header, or nothing but an empty text. */
    String text(String name) {
        return Objects.requireNonNullElse(header(name), "");
    }

    /** All of it but the body and the credentials, for a mapping: headers, query and the settings of the source's type. */
    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        headers.forEach(json.putObject("headers")::put);
        json.withObject("/headers").remove("authorization");
        query.forEach(json.putObject("query")::put);
        json.set("settings", MuteRepeats.without(WebhookSettings.withoutThem(source.settings())));
        return json;
    }

    /** The same without the body but its first bytes, for when all else of it was read. */
    public ReceivedRequest withStartOfBody(int length) {
        return new ReceivedRequest(source, headers, query, Arrays.copyOf(body, Math.min(length, body.length)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "ReceivedRequest[" + source + "]";
    }
}
