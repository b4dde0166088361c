package io.notifyflow.dashboard.events;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which events a live view shows.
 *
 * @param category in lower case; null for all
 * @param text     in lower case, anywhere in title, description or fields; null for none
 */
public record LiveFilter(@Nullable String category, @Nullable String text) {

    static LiveFilter of(@Nullable String category, @Nullable String text) {
        return new LiveFilter(lower(category), lower(text));
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    boolean shows(EventRow row) {
        return (category == null || category.equals(row.event().category().toLowerCase(Locale.ROOT)))
                && (text == null || contains(row, text));
    }

    private static boolean contains(EventRow row, String text) {
        String title = row.event().content().title();
        String description = row.event().content().description();
        return title != null && title.toLowerCase(Locale.ROOT).contains(text)
                || description != null && description.toLowerCase(Locale.ROOT).contains(text)
                || row.event()
                        .content()
                        .fields()
                        .toString()
                        .toLowerCase(Locale.ROOT)
                        .contains(text);
    }
}
