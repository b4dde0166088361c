package io.notifyflow.delivery.discord;

import java.util.regex.Pattern;

/** Makes a text fit for a message: what would be a mention or a masked link stays text. */
final class DiscordText {

    private static final Pattern MASKED_LINK = Pattern.compile("\\[(?=[^\\]]*\\]\\()");
    private static final Pattern MENTION = Pattern.compile("<(?=[@#:/]|a:|t:|id:)");

    private DiscordText() {}

    /** Escapes what Discord would turn into a mention, a custom emoji, a time or a link with a text of its own. */
    static String inert(String text) {
        if (text.indexOf('<') < 0 && text.indexOf('[') < 0) {
            return text;
        }
        String withoutLinks = MASKED_LINK.matcher(text).replaceAll("\\\\[");
        return MENTION.matcher(withoutLinks).replaceAll("\\\\<");
    }
}
