package io.notifyflow.delivery.discord;

import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.card.Excerpt;
import io.notifyflow.delivery.discord.DiscordMessage.Embed;
import io.notifyflow.delivery.discord.DiscordMessage.Field;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws an event as an embed that is valid at every limit; what does not fit is shortened where one can see it. */
final class DiscordEmbeds {

    private static final String BELL = "🔔";
    private static final String EMPTY = "—";

    private DiscordEmbeds() {}

    static Embed embed(Delivery delivery) {
        Event event = delivery.event();
        EventContent content = event.enriched();
        String title = Excerpt.fit(DiscordText.inert(heading(delivery)), DiscordLimits.TITLE);
        List<Field> fields = fields(content.fields());
        int room = DiscordLimits.TOTAL - title.length() - length(fields);
        String link = content.url() == null ? null : DiscordLink.of(content.url());
        String address = link == null ? asText(content.url()) : "";
        String description = Excerpt.fit(
                        DiscordText.inert(text(content)),
                        Math.min(DiscordLimits.DESCRIPTION, Math.max(DiscordLimits.SHORTEST_DESCRIPTION, room))
                                - address.length())
                + address;
        return new Embed(
                title,
                description,
                link,
                delivery.color(),
                event.occurredAt().truncatedTo(ChronoUnit.MILLIS).toString(),
                fitting(fields, DiscordLimits.TOTAL - title.length() - description.length()));
    }

    /** Without drawing any: to make a text inert at most doubles it. */
    private static boolean surelyFit(List<Delivery> waiting) {
        int room = DiscordLimits.TOTAL;
        for (Delivery delivery : waiting) {
            EventContent content = delivery.event().enriched();
            room -= 2 * heading(delivery).length() + 2 * text(content).length() + DiscordLimits.REST;
            room -= content.url() == null ? 0 : Math.min(2 * content.url().length() + 1, DiscordLimits.LONGEST_ADDRESS);
            for (Map.Entry<String, FieldValue> field : content.fields().entrySet()) {
                room -= 2 * field.getKey().length()
                        + 2 * field.getValue().toString().length()
                        + 2;
            }
        }
        return room >= 0;
    }

    /** How many of these embeds, counted from the first, fit into one message. */
    static int fitting(List<Delivery> waiting) {
        int most = Math.min(waiting.size(), DiscordLimits.EMBEDS);
        if (surelyFit(waiting.subList(0, most))) {
            return most;
        }
        int room = DiscordLimits.TOTAL;
        int fitting = 0;
        while (fitting < Math.min(waiting.size(), DiscordLimits.EMBEDS)) {
            room -= embed(waiting.get(fitting)).length();
            if (room < 0 && fitting > 0) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    static String heading(Delivery delivery) {
        return emoji(delivery) + " " + heading(delivery.event().content());
    }

    static String emoji(Delivery delivery) {
        String own = delivery.event().content().emoji();
        return orElse(own, orElse(delivery.emoji(), BELL));
    }

    /** What Discord takes for no link is shown below the text, where one can copy it; one that is very long is not. */
    private static String asText(@Nullable String url) {
        String text = url == null ? "" : "\n" + DiscordText.inert(url);
        return text.length() > DiscordLimits.LONGEST_ADDRESS ? "" : text;
    }

    private static String orElse(@Nullable String text, String other) {
        return text == null || text.isBlank() ? other : text;
    }

    private static String heading(EventContent content) {
        String category = content.category();
        return orElse(content.title(), category.substring(0, 1).toUpperCase(Locale.ROOT) + category.substring(1));
    }

    private static String text(EventContent content) {
        return orElse(content.description(), "A new " + content.category() + " event has occurred!");
    }

    private static List<Field> fields(Map<String, FieldValue> values) {
        var fields = new ArrayList<Field>(values.size());
        values.forEach((name, value) -> fields.add(new Field(
                Excerpt.fit(DiscordText.inert(orElse(name, EMPTY)), DiscordLimits.FIELD_NAME),
                Excerpt.fit(DiscordText.inert(orElse(value.toString(), EMPTY)), DiscordLimits.FIELD_VALUE),
                true)));
        return fields;
    }

    private static int length(List<Field> fields) {
        return fields.stream().mapToInt(Field::length).sum();
    }

    private static List<Field> fitting(List<Field> fields, int room) {
        if (fields.size() <= DiscordLimits.FIELDS && length(fields) <= room) {
            return fields;
        }
        var fitting = new ArrayList<Field>(DiscordLimits.FIELDS);
        int left = room - DiscordLimits.REST;
        for (Field field : fields) {
            if (fitting.size() == DiscordLimits.FIELDS - 1 || field.length() > left) {
                break;
            }
            fitting.add(field);
            left -= field.length();
        }
        int rest = fields.size() - fitting.size();
        fitting.add(
                new Field("…", rest + (rest == 1 ? " more field does" : " more fields do") + " not fit here", false));
        return fitting;
    }
}
