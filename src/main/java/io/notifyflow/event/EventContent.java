package io.notifyflow.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says about an event.
 *
 * @param category   the category's name as the account spells it
 * @param fields     flat, in the order in which the client sent them
 * @param occurredAt when it happened, where the client says so; otherwise the time of acceptance counts
 * @param url        absolute http or https address that the title links to
 * @param emoji      stands before the title in place of the category's own
 */
public record EventContent(
        String category,
        @Nullable String title,
        @Nullable String description,
        Map<String, FieldValue> fields,
        @Nullable Instant occurredAt,
        @Nullable String url,
        @Nullable String emoji) {

    /** What a number or a truth value counts for; to write it out would cost more than it tells. */
    private static final int SHORT = 16;

    public EventContent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** How many characters it holds, near enough to bound the memory that waiting events take. */
    public int characters() {
        int characters = length(title) + length(description) + length(url);
        for (Map.Entry<String, FieldValue> field : fields.entrySet()) {
            characters += field.getKey().length()
                    + (field.getValue() instanceof FieldValue.Text text
                            ? text.value().length()
                            : SHORT);
        }
        return characters;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    EventContent withFields(Map<String, FieldValue> others) {
        return new EventContent(category, title, description, others, occurredAt, url, emoji);
    }

    /** The same content under the account's spelling of its category. */
    public EventContent inCategory(String name) {
        return category.equals(name)
                ? this
                : new EventContent(name, title, description, fields, occurredAt, url, emoji);
    }
}
