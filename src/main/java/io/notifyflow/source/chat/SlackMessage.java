package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/**
 * Reads a message as Slack's incoming webhooks take it: a text, blocks, and attachments.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Incoming webhooks</a>
 * @see <a href="https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments">Attachments</a>
 */
final class SlackMessage {

    private final ChatEvent event = new ChatEvent();
    private final SlackBlocks blocks = new SlackBlocks(event);

    private SlackMessage() {}

    /** The event of a message; an empty one if nothing in it can be read. */
    static ChatEvent read(JsonNode message) {
        var slack = new SlackMessage();
        slack.message(message);
        return slack.event;
    }

    private void message(JsonNode message) {
        String text = text(message.path("text"));
        boolean marked = message.path("mrkdwn").asBoolean(true);
        blocks.add(message.path("blocks"));
        boolean summary = !event.isEmpty();
        if (!summary) {
            event.paragraph(marked ? Mrkdwn.markdown(text) : Mrkdwn.unescaped(text));
        }
        for (JsonNode attachment : list(message.path("attachments"))) {
            attachment(attachment);
        }
        // With blocks the text is what Slack shows in notifications.
        String line = text.lines().filter(each -> !each.isBlank()).findFirst().orElse("");
        event.title(marked ? Mrkdwn.plain(line) : Mrkdwn.unescaped(line));
        event.url(new TextNode(Mrkdwn.firstLink(text)));
        if (!event.isEmpty()) {
            event.field("username", message.path("username"));
            event.field("channel", message.path("channel"));
        }
    }

    private void attachment(JsonNode attachment) {
        var before = event.json();
        event.paragraph(Mrkdwn.markdown(text(attachment.path("pretext"))));
        title(attachment);
        event.url(attachment.path("title_link"));
        event.paragraph(Mrkdwn.markdown(text(attachment.path("text"))));
        blocks.add(attachment.path("blocks"));
        for (JsonNode field : list(attachment.path("fields"))) {
            field(field);
        }
        event.image(attachment.path("image_url"));
        event.image(attachment.path("thumb_url"));
        if (before.equals(event.json())) {
            event.paragraph(Mrkdwn.markdown(text(attachment.path("fallback"))));
        }
        event.field("author", Mrkdwn.plain(text(attachment.path("author_name"))));
        event.field("footer", Mrkdwn.plain(text(attachment.path("footer"))));
        event.time(attachment.path("ts"));
        for (JsonNode action : list(attachment.path("actions"))) {
            event.url(action.path("url"));
        }
    }

    private void title(JsonNode attachment) {
        String title = text(attachment.path("title"));
        if (!event.hasTitle()) {
            event.title(Mrkdwn.plain(title));
        } else if (!title.isBlank()) {
            String link = text(attachment.path("title_link"));
            String shown = Mrkdwn.plain(title);
            event.paragraph("**" + (link.isBlank() ? shown : Mrkdwn.link(link, shown)) + "**");
        }
    }

    private void field(JsonNode field) {
        JsonNode value = field.path("value");
        event.field(
                Mrkdwn.plain(text(field.path("title"))),
                value.isTextual() ? new TextNode(Mrkdwn.plain(value.textValue())) : value);
    }

    /** Nothing for what is no list. */
    static Iterable<JsonNode> list(JsonNode value) {
        return value.isArray() ? value : List.of();
    }

    static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }
}
