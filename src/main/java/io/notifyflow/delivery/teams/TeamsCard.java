package io.notifyflow.delivery.teams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Draws an event as an Adaptive Card; what does not fit is shortened where one can see it.
 *
 * @see <a href="https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-format">Format</a>
 */
final class TeamsCard {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern MARKUP = Pattern.compile("([\\\\`*_{}\\[\\]()#+!|>~<-])");

    private TeamsCard() {}

    /** Shorter and shorter texts, until the message fits: how much escaping adds depends on what is escaped. */
    static String message(Card card) {
        int text = TeamsLimits.TEXT;
        int facts = TeamsLimits.FACTS;
        String message = message(card, text, facts);
        while (Excerpt.bytes(message) > TeamsLimits.MESSAGE && (text > 1 || facts > 0)) {
            text = Math.max(1, text / 2);
            facts /= 2;
            message = message(card, text, facts);
        }
        return message;
    }

    private static String message(Card card, int text, int facts) {
        ObjectNode message = NODES.objectNode().put("type", "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive").putNull("contentUrl");
        ObjectNode content = attachment.putObject("content");
        content.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4");
        ArrayNode body = content.putArray("body");
        body.add(block(card.title(), TeamsLimits.TITLE).put("size", "Medium").put("weight", "Bolder"));
        body.add(block(card.text(), text));
        if (!card.fields().isEmpty()) {
            body.add(facts(card.fields(), facts));
        }
        body.add(block(card.category() + " · " + card.time().truncatedTo(ChronoUnit.SECONDS), TeamsLimits.TITLE)
                .put("size", "Small")
                .put("isSubtle", true));
        if (card.link() != null && card.link().length() <= TeamsLimits.URL) {
            content.putArray("actions")
                    .addObject()
                    .put("type", "Action.OpenUrl")
                    .put("title", "Open")
                    .put("url", card.link());
        }
        return message.toString();
    }

    private static ObjectNode block(String text, int limit) {
        return NODES.objectNode()
                .put("type", "TextBlock")
                .put("text", inert(text, limit))
                .put("wrap", true);
    }

    private static ObjectNode facts(List<Field> fields, int most) {
        ObjectNode set = NODES.objectNode().put("type", "FactSet");
        ArrayNode facts = set.putArray("facts");
        List<Field> shown = fields.subList(0, Math.min(fields.size(), most));
        shown.forEach(field -> facts.addObject()
                .put("title", inert(field.name(), TeamsLimits.FACT_NAME))
                .put("value", inert(field.value(), TeamsLimits.FACT_VALUE)));
        if (shown.size() < fields.size()) {
            facts.addObject()
                    .put("title", "…")
                    .put("value", (fields.size() - shown.size()) + " more fields do not fit here");
        }
        return set;
    }

    private static String inert(String text, int limit) {
        return escape(Excerpt.fit(text, limit));
    }

    /** What the card would take for Markdown; a line break is two, or Teams would join the lines. */
    static String escape(String text) {
        return MARKUP.matcher(text).replaceAll("\\\\$1").replaceAll("\\R", "\n\n");
    }
}
