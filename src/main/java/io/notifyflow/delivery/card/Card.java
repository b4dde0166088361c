package io.notifyflow.delivery.card;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.event.EventContent;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as a message shows it, whatever the service: nothing is escaped or shortened yet.
 *
 * @param heading  what happened, without the emoji; never blank
 * @param text     more of it; never blank
 * @param fields   in the order in which the client sent them, and then those that rules added
 * @param link     absolute http or https address in ASCII
 * @param time     when it happened
 * @param color    the category's, 24-bit RGB; null where the category is gone
 */
public record Card(
        String category,
        String emoji,
        String heading,
        String text,
        List<Field> fields,
        @Nullable String link,
        Instant time,
        @Nullable Integer color) {

    private static final String BELL = "🔔";
    private static final String EMPTY = "—";

    /** A field of the event; neither part is blank. */
    public record Field(String name, String value) {

        /** As plain text. */
        public String line() {
            return name + ": " + value;
        }
    }

    public Card {
        fields = List.copyOf(fields);
    }

    public static Card of(Delivery delivery) {
        EventContent content = delivery.event().enriched();
        return new Card(
                content.category(),
                orElse(content.emoji(), orElse(delivery.emoji(), BELL)),
                orElse(content.title(), capitalised(content.category())),
                orElse(content.description(), "A new " + content.category() + " event has occurred!"),
                fields(content),
                content.url() == null ? null : URI.create(content.url()).toASCIIString(),
                delivery.event().occurredAt(),
                delivery.color());
    }

    /** The heading behind its emoji. */
    public String title() {
        return emoji + " " + heading;
    }

    private static List<Field> fields(EventContent content) {
        return content.fields().entrySet().stream()
                .map(field -> new Field(
                        orElse(field.getKey(), EMPTY), orElse(field.getValue().toString(), EMPTY)))
                .toList();
    }

    private static String capitalised(String category) {
        return category.substring(0, 1).toUpperCase(Locale.ROOT) + category.substring(1);
    }

    private static String orElse(@Nullable String text, String other) {
        return text == null || text.isBlank() ? other : text;
    }
}
