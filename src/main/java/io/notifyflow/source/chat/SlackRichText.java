package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.stream.Collectors;

/**
 * Turns an element of Slack's rich text into Markdown.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks/rich-text-block">Rich text</a>
 */
final class SlackRichText {

    private SlackRichText() {}

    static String markdown(JsonNode element) {
        return switch (element.path("type").asText()) {
            case "rich_text_list" -> list(element);
            case "rich_text_quote" ->
                inline(element).lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
            case "rich_text_preformatted" -> "```\n" + inline(element) + "\n```";
            default -> inline(element);
        };
    }

    private static String list(JsonNode list) {
        String mark = "  ".repeat(Math.clamp(list.path("indent").asInt(), 0, 8))
                + (list.path("style").asText().equals("ordered") ? "1. " : "- ");
        var lines = new ArrayList<String>();
        list.path("elements").forEach(item -> lines.add(mark + inline(item)));
        return String.join("\n", lines);
    }

    private static String inline(JsonNode parent) {
        var text = new StringBuilder();
        parent.path("elements").forEach(part -> text.append(part(part)));
        return text.toString();
    }

    private static String part(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text" -> styled(text(part, "text"), part.path("style"));
            case "link" -> Mrkdwn.link(text(part, "url"), text(part, "text"));
            case "emoji" -> ":" + text(part, "name") + ":";
            case "user" -> "@" + text(part, "user_id");
            case "usergroup" -> "@" + text(part, "usergroup_id");
            case "channel" -> "#" + text(part, "channel_id");
            case "broadcast" -> "@" + text(part, "range");
            case "date" -> text(part, "fallback");
            case "color" -> text(part, "value");
            default -> "";
        };
    }

    private static String styled(String text, JsonNode style) {
        if (text.isBlank()) {
            return text;
        }
        String styled = style.path("code").asBoolean() ? "`" + text + "`" : text;
        styled = style.path("bold").asBoolean() ? "**" + styled + "**" : styled;
        styled = style.path("italic").asBoolean() ? "_" + styled + "_" : styled;
        return style.path("strike").asBoolean() ? "~~" + styled + "~~" : styled;
    }

    private static String text(JsonNode part, String name) {
        return SlackMessage.text(part.path(name));
    }
}
