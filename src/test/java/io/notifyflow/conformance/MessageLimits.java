package io.notifyflow.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What Discord documents and its OpenAPI description does not say, and what this project promises beyond it.
 *
 * <p>https://discord.com/developers/docs/resources/message#embed-object-embed-limits,
 * https://discord.com/developers/docs/resources/message#allowed-mentions-object
 */
final class MessageLimits {

    private static final int CONTENT = 2000;
    private static final int EMBEDS = 10;
    private static final int CHARACTERS_OF_ALL_EMBEDS = 6000;
    private static final int NONCE = 25;

    private static final List<String> SHOWN = List.of("sticker_ids", "poll", "components", "attachments");
    private static final List<String> SHOWN_IN_EMBEDS =
            List.of("title", "description", "footer", "author", "image", "thumbnail", "fields");

    private MessageLimits() {}

    /** The rules that a message breaks. */
    static List<String> brokenBy(JsonNode message) {
        List<String> broken = new ArrayList<>();
        content(message, broken);
        embeds(message.path("embeds"), broken);
        mentions(message.path("allowed_mentions"), broken);
        return broken;
    }

    /** The rules for bots only: a repetition must be recognised. */
    static List<String> brokenByBot(JsonNode message) {
        JsonNode nonce = message.path("nonce");
        List<String> broken = new ArrayList<>();
        if (!nonce.isTextual() || nonce.textValue().isEmpty() || characters(nonce) > NONCE) {
            broken.add("a bot's message has a nonce of 1 to 25 characters");
        }
        if (!message.path("enforce_nonce").asBoolean()) {
            broken.add("a bot's message has enforce_nonce");
        }
        return broken;
    }

    /** The rules for webhooks only: nothing is stored unnoticed, and no promise is made that nobody keeps. */
    static List<String> brokenByWebhook(JsonNode message, boolean waits) {
        List<String> broken = new ArrayList<>();
        if (!waits) {
            broken.add("a webhook is called with wait=true");
        }
        if (message.has("nonce") || message.has("enforce_nonce")) {
            broken.add("a webhook knows no nonce");
        }
        return broken;
    }

    private static void content(JsonNode message, List<String> broken) {
        if (message.path("content")
                        .asText()
                        .codePointCount(0, message.path("content").asText().length())
                > CONTENT) {
            broken.add("content has 2000 characters at most");
        }
        boolean shown = characters(message.path("content")) > 0
                || !message.path("embeds").isEmpty()
                || SHOWN.stream().anyMatch(part -> !message.path(part).isEmpty());
        if (!shown) {
            broken.add("a message is not empty");
        }
    }

    private static void embeds(JsonNode embeds, List<String> broken) {
        if (embeds.size() > EMBEDS) {
            broken.add("a message has 10 embeds at most");
        }
        int characters = 0;
        for (JsonNode embed : embeds) {
            characters += charactersOfEmbed(embed);
            if (SHOWN_IN_EMBEDS.stream().noneMatch(part -> isShown(embed.path(part)))) {
                broken.add("an embed is not empty");
            }
            for (JsonNode field : embed.path("fields")) {
                if (characters(field.path("name")) == 0 || characters(field.path("value")) == 0) {
                    broken.add("a field has a name and a value");
                }
            }
        }
        if (characters > CHARACTERS_OF_ALL_EMBEDS) {
            broken.add("all embeds together have 6000 characters at most, not " + characters);
        }
    }

    private static boolean isShown(JsonNode part) {
        return part.isContainerNode() ? !part.isEmpty() : characters(part) > 0;
    }

    private static int charactersOfEmbed(JsonNode embed) {
        int characters = characters(embed.path("title"))
                + characters(embed.path("description"))
                + characters(embed.path("footer").path("text"))
                + characters(embed.path("author").path("name"));
        for (JsonNode field : embed.path("fields")) {
            characters += characters(field.path("name")) + characters(field.path("value"));
        }
        return characters;
    }

    /** Code points, without the white space around them. */
    private static int characters(JsonNode text) {
        String stripped = text.asText("").strip();
        return stripped.codePointCount(0, stripped.length());
    }

    /** Whatever an event says must ring nowhere. */
    private static void mentions(JsonNode allowed, List<String> broken) {
        JsonNode parse = allowed.path("parse");
        if (!parse.isArray() || !parse.isEmpty()) {
            broken.add("allowed_mentions.parse is there, and empty");
        }
        if (!parse.isMissingNode() && (allowed.has("users") || allowed.has("roles"))) {
            broken.add("allowed_mentions has parse, or users and roles, not both");
        }
    }
}
