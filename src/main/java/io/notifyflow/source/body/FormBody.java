package io.notifyflow.source.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.PercentEncoding;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads forms, and what is called a form only because its sender names no type. */
final class FormBody {

    /** The names under which senders put JSON into a field or a part. */
    static final Set<String> PAYLOADS = Set.of("payload", "payload_json", "json", "data", "body", "event");

    private FormBody() {}

    /**
     * An object of the fields; the JSON that a form's only field holds, as GitHub sends it; or a text that has no field.
     *
     * @param charset of the escapes
     * @throws io.notifyflow.event.InvalidRequest (400) if an escape is malformed
     */
    static JsonNode read(String text, Charset charset) {
        if (text.isBlank()) {
            throw BodyProblem.malformed("The body is empty");
        }
        try {
            ObjectNode fields = fields(text, charset);
            return fields.isEmpty() ? nameless(text, charset) : fields.size() == 1 ? payload(fields) : fields;
        } catch (IllegalArgumentException malformed) {
            throw BodyProblem.malformed("The form is not well-formed: " + malformed.getMessage());
        }
    }

    private static ObjectNode fields(String text, Charset charset) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        decoded(pair.substring(0, equals), charset).strip(),
                        decoded(pair.substring(equals + 1), charset));
            }
        }
        return fields;
    }

    private static JsonNode payload(ObjectNode fields) {
        Map.Entry<String, JsonNode> only = fields.properties().iterator().next();
        JsonNode found = null;
        if (only.getValue().textValue().isEmpty()) {
            // JSON that was made a name without a value.
            found = container(only.getKey());
        } else if (PAYLOADS.contains(only.getKey())) {
            found = container(only.getValue().textValue());
        }
        return found == null ? fields : found;
    }

    /** A text without fields may be JSON with escapes. */
    private static JsonNode nameless(String text, Charset charset) {
        JsonNode found = null;
        try {
            found = container(decoded(text, charset));
        } catch (IllegalArgumentException noEscapes) {
            // Such as "100% done".
        }
        return found == null ? new TextNode(text.strip()) : found;
    }

    private static @Nullable JsonNode container(String text) {
        return BodyJson.container(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text, Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                ? PercentEncoding.decodeForm(text)
                : URLDecoder.decode(text, charset);
    }
}
