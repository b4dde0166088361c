package io.notifyflow.source;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of what feeds and mails write as HTML, and its beginning. */
public final class HtmlText {

    private static final int EXCERPT = 500;
    /** Of what is longer only the beginning, so that no text takes long. */
    private static final int READ = 5000;

    private static final Pattern UNSEEN = Pattern.compile("(?is)<!--.*?-->|<(script|style|head)\\b.*?</\\1\\s*>");
    private static final Pattern BREAK = Pattern.compile("(?i)<(?:br|/p|/div|/li|/h[1-6]|/tr)\\b[^>]*>");
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z/!?][^<>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,6});");
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("ndash", "–"),
            Map.entry("mdash", "—"),
            Map.entry("hellip", "…"),
            Map.entry("lsquo", "‘"),
            Map.entry("rsquo", "’"),
            Map.entry("ldquo", "“"),
            Map.entry("rdquo", "”"),
            Map.entry("auml", "ä"),
            Map.entry("ouml", "ö"),
            Map.entry("uuml", "ü"),
            Map.entry("Auml", "Ä"),
            Map.entry("Ouml", "Ö"),
            Map.entry("Uuml", "Ü"),
            Map.entry("szlig", "ß"),
            Map.entry("eacute", "é"),
            Map.entry("egrave", "è"));

    private HtmlText() {}

    /** One line. */
    public static String plain(String html) {
        return text(html).replaceAll("\\s+", " ").strip();
    }

    /** The beginning, with its paragraphs. */
    public static String excerpt(String html) {
        return shortened(text(html));
    }

    /** The beginning of what is no HTML. */
    public static String shortened(String plain) {
        String text = plain.replaceAll("[ \\t\\x0B\\f\\r\\u00A0]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
        if (text.codePointCount(0, text.length()) <= EXCERPT) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, EXCERPT - 1)).stripTrailing() + "…";
    }

    private static String text(String html) {
        String beginning = html.substring(0, Math.min(html.length(), READ));
        String seen = UNSEEN.matcher(beginning).replaceAll(" ");
        String lines = BREAK.matcher(seen).replaceAll("\n");
        return ENTITY.matcher(TAG.matcher(lines).replaceAll(""))
                .replaceAll(entity -> Matcher.quoteReplacement(character(entity.group(1), entity.group())));
    }

    private static String character(String name, String whole) {
        if (!name.startsWith("#")) {
            return NAMED.getOrDefault(name, whole);
        }
        boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
        int point = hexadecimal ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
        boolean shown = Character.isValidCodePoint(point) && !Character.isISOControl(point) && !surrogate(point);
        return shown ? Character.toString(point) : " ";
    }

    private static boolean surrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
