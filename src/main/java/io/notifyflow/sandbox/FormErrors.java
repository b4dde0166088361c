package io.notifyflow.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * What is wrong with a body, nested by field as Discord reports it.
 *
 * <p>https://discord.com/developers/docs/reference#error-messages
 */
final class FormErrors {

    private final ObjectNode errors = JsonNodeFactory.instance.objectNode();

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** Path segments are joined by dots; the empty path is the body itself. */
    @FormatMethod
    void add(String path, String code, @FormatString String message, Object... arguments) {
        ObjectNode place = errors;
        if (!path.isEmpty()) {
            for (String segment : path.split("\\.", -1)) {
                place = place.withObjectProperty(segment);
            }
        }
        place.withArrayProperty("_errors").addObject().put("code", code).put("message", message.formatted(arguments));
    }

    /** The answer's body: code 50035 with the errors. */
    String body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("message", "Invalid Form Body").put("code", DiscordError.INVALID_FORM.code());
        return body.set("errors", errors).toString();
    }
}
