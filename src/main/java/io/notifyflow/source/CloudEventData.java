package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.StrictJson;
import io.notifyflow.event.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Reads the data of a CloudEvent in JSON, which is there as JSON, or in Base64 what its content type says. */
final class CloudEventData {

    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";
    private static final int DEPTH = 200;
    private static final ObjectMapper JSON = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CloudEventData() {}

    /**
     * @throws Unusable if there are two of them, or what is in Base64 cannot be read
     */
    static JsonNode read(ObjectNode event) throws Unusable {
        if (!event.hasNonNull(BASE64)) {
            return event.hasNonNull(DATA) ? event.path(DATA) : NullNode.getInstance();
        }
        if (event.has(DATA)) {
            throw new Unusable("data and data_base64 exclude each other");
        }
        if (!event.path(BASE64).isTextual()) {
            throw new Unusable("data_base64 must be a text in Base64");
        }
        return decoded(
                event.path(BASE64).textValue(), event.path("datacontenttype").asText(""));
    }

    private static JsonNode decoded(String base64, String mediaType) throws Unusable {
        String type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean json = type.isEmpty() || type.endsWith("/json") || type.endsWith("+json");
        if (!json && !type.startsWith("text/") && !type.endsWith("xml")) {
            // What cannot be shown is not looked at.
            return new TextNode("Data of type " + type);
        }
        byte[] content;
        try {
            content = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new Unusable("data_base64 is not well-formed Base64");
        }
        if (json) {
            return json(content, type);
        }
        if (!Utf8.valid(content)) {
            throw new Unusable("data_base64 holds no text in UTF-8, which datacontenttype says it is");
        }
        return text(content);
    }

    private static JsonNode json(byte[] content, String type) throws Unusable {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException malformed) {
            if (type.isEmpty()) {
                return Utf8.valid(content) ? text(content) : new TextNode(content.length + " bytes of data");
            }
            throw new Unusable("data_base64 holds no well-formed JSON, which datacontenttype says it is");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode text(byte[] content) {
        return new TextNode(new String(content, StandardCharsets.UTF_8));
    }

    /** Data of which nothing can be told; the message is for the sender. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }
}
