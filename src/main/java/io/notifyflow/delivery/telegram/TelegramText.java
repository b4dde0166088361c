package io.notifyflow.delivery.telegram;

import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import java.time.temporal.ChronoUnit;

/**
 * Draws an event in Telegram's HTML; what does not fit is shortened where one can see it.
 *
 * @see <a href="https://core.telegram.org/bots/api#html-style">HTML style</a>
 */
final class TelegramText {

    private static final String MORE = "\n… %d more fields do not fit here";

    private TelegramText() {}

    static String of(Card card) {
        String title = Excerpt.fit(card.title(), TelegramLimits.TITLE);
        String footer = card.category() + " · " + card.time().truncatedTo(ChronoUnit.SECONDS);
        int room = TelegramLimits.TEXT - title.length() - footer.length() - "\n\n\n\n\n\n".length();
        int described = Math.min(Excerpt.fit(card.text(), room).length(), TelegramLimits.SHORTEST_DESCRIPTION);
        var fields = new StringBuilder();
        int left = fields(card, room - described, fields);
        String text = Excerpt.fit(card.text(), described + left);
        String heading = "<b>" + escape(title) + "</b>";
        return (linkable(card)
                        ? "<a href=\"" + escape(String.valueOf(card.link())) + "\">" + heading + "</a>"
                        : heading)
                + "\n\n" + escape(text) + (fields.isEmpty() ? "" : "\n" + fields)
                + "\n\n<i>" + escape(footer) + "</i>";
    }

    private static boolean linkable(Card card) {
        return card.link() != null && card.link().length() <= TelegramLimits.URL;
    }

    /** Returns what of the room is left, counted in what people see. */
    private static int fields(Card card, int room, StringBuilder drawn) {
        int left = room;
        int count = 0;
        for (Field field : card.fields()) {
            String name = Excerpt.fit(field.name(), TelegramLimits.FIELD_NAME);
            String value = Excerpt.fit(field.value(), TelegramLimits.FIELD_VALUE);
            int length = name.length() + value.length() + "\n: ".length();
            if (length + TelegramLimits.MORE > left) {
                drawn.append(MORE.formatted(card.fields().size() - count));
                return left - TelegramLimits.MORE;
            }
            drawn.append("\n<b>").append(escape(name)).append(":</b> ").append(escape(value));
            left -= length;
            count++;
        }
        return left;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
