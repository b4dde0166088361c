package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads blocks of Slack's Block Kit; what is shown is told, and what asks for something is left out.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Blocks</a>
 */
final class SlackBlocks {

    /** A short text with its name in bold before it. */
    private static final Pattern NAMED = Pattern.compile("\\s*\\*([^*\\n]{1,100}?):?\\*:?\\s*(\\S.*)", Pattern.DOTALL);

    private final ChatEvent event;

    SlackBlocks(ChatEvent event) {
        this.event = event;
    }

    void add(JsonNode blocks) {
        for (JsonNode block : SlackMessage.list(blocks)) {
            block(block);
        }
    }

    private void block(JsonNode block) {
        switch (block.path("type").asText()) {
            case "header" -> header(block);
            case "context" -> event.paragraph(context(block));
            case "image" -> {
                event.image(block.path("image_url"));
                event.paragraph(object(block.path("title")));
            }
            case "video" -> {
                event.url(block.path("title_url"));
                event.paragraph(object(block.path("title")));
            }
            case "actions" -> block.path("elements").forEach(element -> event.url(element.path("url")));
            case "markdown" -> event.paragraph(SlackMessage.text(block.path("text")));
            case "rich_text" -> block.path("elements").forEach(part -> event.paragraph(SlackRichText.markdown(part)));
            default -> section(block);
        }
    }

    private void header(JsonNode block) {
        String text = object(block.path("text"));
        if (event.hasTitle()) {
            event.paragraph("**" + text + "**");
        } else {
            event.title(Markdown.plain(text));
        }
    }

    private void section(JsonNode block) {
        event.paragraph(object(block.path("text")));
        for (JsonNode field : SlackMessage.list(block.path("fields"))) {
            Matcher named = NAMED.matcher(SlackMessage.text(field.path("text")));
            if (named.matches()) {
                event.field(Mrkdwn.plain(named.group(1)), Mrkdwn.plain(named.group(2)));
            } else {
                event.paragraph(object(field));
            }
        }
        event.url(block.path("accessory").path("url"));
        event.image(block.path("accessory").path("image_url"));
    }

    private static String context(JsonNode block) {
        var texts = new ArrayList<String>();
        block.path("elements").forEach(element -> texts.add(object(element)));
        return String.join(" ", texts).strip();
    }

    /** A text object, marked or not. */
    private static String object(JsonNode text) {
        String content = SlackMessage.text(text.path("text"));
        return text.path("type").asText().equals("mrkdwn") ? Mrkdwn.markdown(content) : Mrkdwn.unescaped(content);
    }
}
