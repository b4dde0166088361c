package io.notifyflow.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.event.FieldRules;
import io.notifyflow.event.FieldValue;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Makes events fit that came from elsewhere: a client can be told that its title is too long, but who sends a webhook
 * would only lose the event. Texts and fields are shortened where one can see it, control characters become spaces, and
 * an address that nobody could follow or a time that cannot be is left out.
 */
@Component
class Fitting {

    private static final Map<String, Integer> LENGTHS = Map.of(
            "title", EventRequest.TITLE_LENGTH,
            "description", EventRequest.DESCRIPTION_LENGTH,
            "emoji", EventRequest.EMOJI_LENGTH);

    private final WebAddress.Check addresses = new WebAddress.Check();
    private final PlausibleTime.Check times = new PlausibleTime.Check();

    JsonNode fitted(JsonNode event) {
        if (!(event instanceof ObjectNode)) {
            return event;
        }
        ObjectNode fitted = event.deepCopy();
        LENGTHS.forEach((name, length) -> fit(fitted, name, length));
        if (fitted.path("fields") instanceof ObjectNode fields) {
            fitted.set("fields", fittedFields(fields));
        }
        String url = fitted.path("url").asText("");
        if (FieldRules.length(url) > EventRequest.URL_LENGTH || !usable(url)) {
            fitted.remove("url");
        }
        if (!plausible(fitted.path("timestamp").asText(""))) {
            fitted.remove("timestamp");
        }
        return fitted;
    }

    private static ObjectNode fittedFields(ObjectNode fields) {
        ObjectNode fitted = fields.objectNode();
        int left = fields.size();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (left > 1 && fitted.size() == FieldRules.MOST - 1) {
                fitted.put("…", left + " more");
                break;
            }
            left--;
            if (!field.getKey().isBlank()) {
                String name = fitted(new TextNode(field.getKey()), FieldRules.NAME_LENGTH)
                        .asText();
                fitted.set(name, fitted(plain(field.getValue()), FieldRules.TEXT_LENGTH));
            }
        }
        return fitted;
    }

    /** A number that no field may have, such as what jq makes of a division by zero, as its text. */
    private static JsonNode plain(JsonNode value) {
        if (!value.isNumber()) {
            return value;
        }
        boolean endless = value.isFloatingPointNumber() && !value.isBigDecimal() && !Double.isFinite(value.asDouble());
        return endless || FieldRules.problem("number", new FieldValue.Numeric(value.decimalValue())) != null
                ? new TextNode(value.asText())
                : value;
    }

    private static void fit(ObjectNode event, String name, int length) {
        JsonNode value = event.get(name);
        if (value != null) {
            event.set(name, fitted(value, length));
        }
    }

    private static JsonNode fitted(JsonNode value, int length) {
        if (!value.isTextual() || FieldRules.length(value.asText()) <= length && FieldRules.plain(value.asText())) {
            return value;
        }
        var text = new StringBuilder();
        value.asText().codePoints().forEach(point -> text.appendCodePoint(shown(point)));
        if (text.codePointCount(0, text.length()) > length) {
            text.setLength(text.offsetByCodePoints(0, length - 1));
            text.append('…');
        }
        return new TextNode(text.toString());
    }

    private static int shown(int point) {
        String text = Character.toString(point);
        return FieldRules.plain(text) ? point : ' ';
    }

    @SuppressWarnings("NullAway") // The check asks for no context.
    private boolean plausible(String time) {
        try {
            return times.isValid(OffsetDateTime.parse(time), null);
        } catch (DateTimeParseException none) {
            return false;
        }
    }

    @SuppressWarnings("NullAway") // The check asks for no context.
    private boolean usable(String url) {
        return addresses.isValid(url, null);
    }
}
