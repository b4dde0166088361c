package io.notifyflow.source.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Reads a message as Discord's webhooks take it: content, embeds, and components that show text.
 *
 * @see <a href="https://docs.discord.com/developers/resources/webhook#execute-webhook">Execute webhook</a>
 */
final class DiscordMessage {

    private static final Pattern EMOJI = Pattern.compile("<a?(:[A-Za-z0-9_~]{1,32}:)\\d{1,20}>");
    private static final Pattern TIME = Pattern.compile("<t:(-?\\d{1,11})(?::[A-Za-z])?>");
    private static final int TEXT_DISPLAY = 10;

    private final ChatEvent event = new ChatEvent();

    private DiscordMessage() {}

    /** The event of a message; an empty one if nothing in it can be read. */
    static ChatEvent read(JsonNode message) {
        var discord = new DiscordMessage();
        discord.message(message);
        return discord.event;
    }

    private void message(JsonNode message) {
        event.paragraph(text(message, "content"));
        for (JsonNode embed : SlackMessage.list(message.path("embeds"))) {
            embed(embed);
        }
        components(message.path("components"));
        event.paragraph(text(message.path("poll").path("question"), "text"));
        if (!event.isEmpty()) {
            event.title(text(message, "thread_name"));
            event.field("username", message.path("username"));
        }
    }

    private void embed(JsonNode embed) {
        String title = text(embed, "title");
        if (!event.hasTitle()) {
            event.title(Markdown.plain(title));
        } else if (!title.isBlank()) {
            String url = text(embed, "url");
            event.paragraph("**" + (url.isBlank() ? title : Mrkdwn.link(url, title)) + "**");
        }
        event.url(embed.path("url"));
        event.paragraph(text(embed, "description"));
        for (JsonNode field : SlackMessage.list(embed.path("fields"))) {
            JsonNode value = field.path("value");
            event.field(
                    Markdown.plain(text(field, "name")),
                    value.isTextual() ? new TextNode(Markdown.plain(readable(value.textValue()))) : value);
        }
        event.time(embed.path("timestamp"));
        event.image(embed.path("image").path("url"));
        event.image(embed.path("thumbnail").path("url"));
        event.field("author", Markdown.plain(text(embed.path("author"), "name")));
        event.field("footer", Markdown.plain(text(embed.path("footer"), "text")));
    }

    /** Texts and links, however deep in containers, sections and rows. */
    private void components(JsonNode components) {
        for (JsonNode component : SlackMessage.list(components)) {
            if (component.path("type").asInt() == TEXT_DISPLAY) {
                event.paragraph(text(component, "content"));
            }
            event.url(component.path("url"));
            event.url(component.path("accessory").path("url"));
            components(component.path("components"));
        }
    }

    private static String text(JsonNode object, String name) {
        return readable(SlackMessage.text(object.path(name)));
    }

    /** Emoji of a server and times, which Discord alone can show. */
    private static String readable(String text) {
        String named = EMOJI.matcher(text).replaceAll("$1");
        return TIME.matcher(named).replaceAll(time -> Instant.ofEpochSecond(Long.parseLong(time.group(1)))
                .toString());
    }
}
