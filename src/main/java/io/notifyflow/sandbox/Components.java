package io.notifyflow.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Bounds of a message's components. The sandbox keeps them as they come, so it counts what is in them rather than know
 * every kind.
 *
 * <p>https://discord.com/developers/docs/components/reference
 */
final class Components {

    /** Of all that are shown as text together. */
    static final int TEXT = 4000;

    /** Forty buttons with long addresses, and more than Discord's own limits of the kinds allow. */
    static final int VALUES = 4000;

    private static final int CHARACTERS = 65_536;

    private Components() {}

    /** Notes what is too much: components, text, or values and characters of any kind. */
    static void check(FormFields form, List<JsonNode> components) {
        var open = new ArrayDeque<JsonNode>(components);
        int count = 0;
        int values = 0;
        long characters = 0;
        int text = 0;
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            values++;
            if (node.isObject() && node.path("type").isIntegralNumber()) {
                count++;
                text += node.path("content").asText("").length();
            }
            characters += node.asText().length();
            for (String name : (Iterable<String>) node::fieldNames) {
                characters += name.length();
            }
            if (values + open.size() + node.size() > VALUES || characters > CHARACTERS) {
                tooLong(form, VALUES);
                return;
            }
            node.forEach(open::push);
        }
        if (count > MessageForm.COMPONENTS) {
            tooLong(form, MessageForm.COMPONENTS);
        }
        if (text > TEXT) {
            tooLong(form, TEXT);
        }
    }

    private static void tooLong(FormFields form, int maximum) {
        form.errors().add(form.pathOf("components"), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maximum);
    }
}
