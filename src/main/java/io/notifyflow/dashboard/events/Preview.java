package io.notifyflow.dashboard.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.notifyflow.account.Category;
import io.notifyflow.client.ApiClient;
import io.notifyflow.client.model.AddedField;
import io.notifyflow.client.model.Event;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as Discord shows it.
 *
 * @param color of the stripe, 24-bit RGB
 */
public record Preview(String title, String description, @Nullable String url, Map<String, String> fields, int color) {

    private static final int NO_COLOR = 0x5865F2;
    private static final ObjectMapper JSON =
            ApiClient.createDefaultObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static Preview of(Event event, @Nullable Category category) {
        String name = event.getCategory();
        String emoji = event.getEmoji() != null
                ? event.getEmoji()
                : category == null || category.emoji() == null ? "🔔" : category.emoji();
        String title = event.getTitle() != null
                ? event.getTitle()
                : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        var fields = new LinkedHashMap<String, String>();
        event.getFields().forEach((key, value) -> fields.put(key, value.toString()));
        if (event.getAddedFields() != null) {
            for (AddedField added : event.getAddedFields()) {
                fields.put(added.getName(), added.getValue().toString());
            }
        }
        return new Preview(
                emoji + " " + title,
                event.getDescription() != null ? event.getDescription() : "A new " + name + " event has occurred!",
                event.getUrl(),
                fields,
                category == null ? NO_COLOR : category.color());
    }

    /** The event as the API tells it. */
    static String raw(Event event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", impossible);
        }
    }
}
