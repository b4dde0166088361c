package io.notifyflow.delivery.discord;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes a text fit for a message: what would be a mention or a masked link stays text, and what is too long is cut. */
final class DiscordText {

    private static final String CUT = "…";
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

    /**
     * Cuts at a boundary between what people see as characters, and shows that it did.
     *
     * <p>Counts UTF-16 units, which are never fewer than what Discord counts.
     */
    static String fit(String text, int limit) {
        String trimmed = text.strip();
        if (trimmed.length() <= limit) {
            return trimmed;
        }
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(trimmed);
        int end = characters.preceding(limit - CUT.length() + 1);
        return trimmed.substring(0, Math.max(0, end)).stripTrailing() + CUT;
    }
}
