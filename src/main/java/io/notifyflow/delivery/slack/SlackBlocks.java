package io.notifyflow.delivery.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import java.util.ArrayList;
import java.util.List;

/** Draws events as Slack's blocks; what does not fit is shortened where one can see it. */
final class SlackBlocks {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SlackBlocks() {}

    /** How many of these, counted from the first, fit into one message. */
    static int fitting(List<Delivery> waiting) {
        int blocks = 0;
        int fitting = 0;
        for (Delivery delivery : waiting) {
            blocks += blocks(Card.of(delivery)).size();
            if (fitting == SlackLimits.EVENTS || blocks > SlackLimits.BLOCKS && fitting > 0) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    static ObjectNode message(List<Card> cards) {
        ObjectNode message = NODES.objectNode();
        String first = cards.getFirst().title();
        String fallback = cards.size() == 1 ? first : first + " (+" + (cards.size() - 1) + ")";
        message.put("text", Excerpt.fit(fallback, SlackLimits.FALLBACK, SlackBlocks::escape));
        ArrayNode blocks = message.putArray("blocks");
        cards.forEach(card -> blocks.addAll(blocks(card)));
        return message.put("unfurl_links", false).put("unfurl_media", false);
    }

    private static List<ObjectNode> blocks(Card card) {
        var blocks = new ArrayList<ObjectNode>();
        blocks.add(block("header").set("text", plain(card.title(), SlackLimits.HEADER)));
        blocks.add(block("section").set("text", plain(card.text(), SlackLimits.SECTION)));
        fields(card.fields(), blocks);
        ObjectNode context = block("context");
        context.putArray("elements").add(markdown(footer(card)));
        blocks.add(context);
        return blocks;
    }

    private static void fields(List<Field> fields, List<ObjectNode> blocks) {
        int most = SlackLimits.FIELDS * SlackLimits.SECTIONS_OF_FIELDS;
        boolean all = fields.size() <= most;
        List<Field> shown = all ? fields : fields.subList(0, most - 1);
        ArrayNode section = NODES.arrayNode();
        for (Field field : shown) {
            section = room(section, blocks);
            section.add(markdown("*" + fit(field.name(), SlackLimits.FIELD / 4) + "*\n"
                    + fit(field.value(), SlackLimits.FIELD / 2)));
        }
        if (!all) {
            section = room(section, blocks);
            section.add(markdown("… " + (fields.size() - shown.size()) + " more fields do not fit here"));
        }
    }

    /** The section that the next field goes into: a new one where the last is full. */
    private static ArrayNode room(ArrayNode section, List<ObjectNode> blocks) {
        if (!section.isEmpty() && section.size() < SlackLimits.FIELDS) {
            return section;
        }
        ObjectNode block = block("section");
        blocks.add(block);
        return block.putArray("fields");
    }

    private static String footer(Card card) {
        long seconds = card.time().getEpochSecond();
        String time = "<!date^" + seconds + "^{date_short_pretty} {time_secs}|" + card.time() + ">";
        String category = escape(card.category());
        boolean linked = card.link() != null && escape(card.link()).length() <= SlackLimits.URL / 2;
        return linked ? category + " · " + time + " · <" + address(card) + "|Open>" : category + " · " + time;
    }

    /** A bar would end the address, and begin its text. */
    private static String address(Card card) {
        return escape(String.valueOf(card.link()).replace("|", "%7C"));
    }

    private static ObjectNode block(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ObjectNode plain(String text, int limit) {
        return NODES.objectNode()
                .put("type", "plain_text")
                .put("text", fit(text, limit))
                .put("emoji", false);
    }

    private static ObjectNode markdown(String text) {
        return NODES.objectNode().put("type", "mrkdwn").put("text", text).put("verbatim", true);
    }

    private static String fit(String text, int limit) {
        return Excerpt.fit(text, limit, SlackBlocks::escape);
    }

    /**
     * @see <a href="https://docs.slack.dev/messaging/formatting-message-text#escaping">Escaping text</a>
     */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
