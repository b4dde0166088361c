package io.notifyflow.delivery.email;

import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws events as a mail, in plain text and in HTML; what does not fit is shortened where one can see it. */
final class EmailText {

    private EmailText() {}

    /** One line: a line break in it would begin a header of somebody else's. */
    static String subject(List<Card> cards) {
        String first = cards.getFirst().title();
        String subject = cards.size() == 1 ? first : cards.size() + " events: " + first;
        return Excerpt.fit(subject.replaceAll("\\p{Cntrl}+", " "), EmailLimits.SUBJECT);
    }

    static String plain(List<Card> cards) {
        return drawn(cards, EmailText::plain, "\n\n--\n\n") + rest(cards, "\n\n");
    }

    static String html(List<Card> cards) {
        return "<!DOCTYPE html><html><body style=\"font-family:sans-serif\">"
                + drawn(cards, EmailText::html, "<hr>")
                + rest(cards, "<hr>")
                + "</body></html>";
    }

    private static String drawn(List<Card> cards, Function<Card, String> draw, String between) {
        return cards.stream().limit(EmailLimits.SHOWN).map(draw).collect(Collectors.joining(between));
    }

    private static String rest(List<Card> cards, String before) {
        int rest = cards.size() - EmailLimits.SHOWN;
        return rest <= 0 ? "" : before + "… and " + rest + (rest == 1 ? " more event" : " more events");
    }

    private static String plain(Card card) {
        var text = new StringBuilder(title(card)).append("\n\n").append(text(card));
        if (!card.fields().isEmpty()) {
            text.append('\n');
        }
        for (Field field : card.fields()) {
            text.append('\n').append(name(field)).append(": ").append(value(field));
        }
        if (card.link() != null) {
            text.append("\n\n").append(card.link());
        }
        return text.append("\n\n").append(footer(card)).toString();
    }

    private static String html(Card card) {
        String title = escape(title(card));
        var html = new StringBuilder("<h3>")
                .append(card.link() == null ? title : "<a href=\"" + escape(card.link()) + "\">" + title + "</a>")
                .append("</h3><p style=\"white-space:pre-wrap\">")
                .append(escape(text(card)))
                .append("</p>");
        if (!card.fields().isEmpty()) {
            html.append("<table>");
            card.fields().forEach(field -> html.append("<tr><th align=\"left\">")
                    .append(escape(name(field)))
                    .append("</th><td>")
                    .append(escape(value(field)))
                    .append("</td></tr>"));
            html.append("</table>");
        }
        return html.append("<p><small>")
                .append(escape(footer(card)))
                .append("</small></p>")
                .toString();
    }

    private static String title(Card card) {
        return Excerpt.fit(card.title(), EmailLimits.TITLE);
    }

    private static String text(Card card) {
        return Excerpt.fit(card.text(), EmailLimits.TEXT);
    }

    private static String name(Field field) {
        return Excerpt.fit(field.name(), EmailLimits.FIELD_NAME);
    }

    private static String value(Field field) {
        return Excerpt.fit(field.value(), EmailLimits.FIELD_VALUE);
    }

    private static String footer(Card card) {
        return card.category() + " · " + card.time().truncatedTo(ChronoUnit.SECONDS);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
