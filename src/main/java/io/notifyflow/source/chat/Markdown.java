package io.notifyflow.source.chat;

import java.util.regex.Pattern;

/** Takes the marks out of Markdown, for titles and values of fields, which are plain text. */
final class Markdown {

    private static final Pattern LINK =
            Pattern.compile("\\[([^\\[\\]\\n]{1,500})]\\(<?(?:https?|mailto):[^\\s()<>]{1,2000}>?\\)");
    private static final Pattern LINE_MARK = Pattern.compile("(?m)^(?:#{1,3} |-# |> |>>> )+");
    private static final Pattern BOLD = Pattern.compile("\\*\\*(\\S(?:[^*\\n]{0,500}\\S)?)\\*\\*");
    private static final Pattern UNDERLINED = Pattern.compile("(?<!\\w)__(\\S(?:[^_\\n]{0,500}\\S)?)__(?!\\w)");
    private static final Pattern STRUCK = Pattern.compile("~~([^~\\n]{1,500})~~");
    private static final Pattern STARRED = Pattern.compile("(?<![\\w*])\\*(\\S(?:[^*\\n]{0,500}\\S)?)\\*(?![\\w*])");
    private static final Pattern ITALIC = Pattern.compile("(?<!\\w)_(\\S(?:[^_\\n]{0,500}\\S)?)_(?!\\w)");
    private static final Pattern CODE = Pattern.compile("`{1,3}([^`\\n]{1,500})`{1,3}");

    private Markdown() {}

    static String plain(String text) {
        String plain = LINK.matcher(text).replaceAll("$1");
        plain = LINE_MARK.matcher(plain).replaceAll("");
        for (Pattern mark : new Pattern[] {CODE, BOLD, UNDERLINED, STRUCK, STARRED, ITALIC}) {
            plain = mark.matcher(plain).replaceAll("$1");
        }
        return plain.strip();
    }
}
