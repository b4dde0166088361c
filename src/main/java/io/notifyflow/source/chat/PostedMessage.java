package io.notifyflow.source.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.event.StrictJson;

/** Finds the message in a body: it is the body itself, or the text of a field of a form. */
final class PostedMessage {

    private static final int DEPTH = 200;
    private static final ObjectMapper JSON = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private PostedMessage() {}

    /**
     * @param field of a form that holds the message
     * @return an object; missing if there is none
     */
    static JsonNode in(JsonNode body, String field) {
        JsonNode message =
                body.path(field).isTextual() ? parsed(body.path(field).textValue()) : body;
        if (message.isTextual()) {
            message = parsed(message.textValue());
        }
        return message.isObject() ? message : MissingNode.getInstance();
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (JsonProcessingException malformed) {
            return MissingNode.getInstance();
        }
    }
}
