package io.notifyflow.delivery.discord;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a text fit for a message: what would be a mention or a masked link stays text. */
final class DiscordText {

    /** Where a masked link's text ends and its address begins. Whatever bracket stands before it may begin the link. */
    private static final String ADDRESS_OF_LINK = "](";

    /** With the backslashes before it, of which every second one would escape the next. */
    private static final Pattern BRACKET = Pattern.compile("(\\\\*)\\[");

    private static final Pattern MENTION = Pattern.compile("(\\\\*)<(?=[@#:/]|a:|t:|id:)");

    private DiscordText() {}

    /** Escapes what Discord would turn into a mention, a custom emoji, a time or a link with a text of its own. */
    static String inert(String text) {
        if (text.indexOf('<') < 0 && text.indexOf('[') < 0) {
            return text;
        }
        int lastLink = text.lastIndexOf(ADDRESS_OF_LINK);
        String withoutLinks =
                lastLink < 0 ? text : escaped(BRACKET, text.substring(0, lastLink)) + text.substring(lastLink);
        return escaped(MENTION, withoutLinks);
    }

    private static String escaped(Pattern begins, String text) {
        return begins.matcher(text).replaceAll(found -> {
            String opening = found.group().substring(found.group(1).length());
            return Matcher.quoteReplacement(found.group(1) + found.group(1) + "\\" + opening);
        });
    }
}
