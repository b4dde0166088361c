package io.notifyflow.source;

import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** Extracts the text of HTML in feeds and mails, and its beginning. */
public final class HtmlText {

    /** Code points of an excerpt. */
    private static final int EXCERPT = 500;
    /** Characters of HTML that are read; a mail's style sheets may come first and be long. */
    private static final int READ = 200_000;
    /** Characters of text that are collected before it is shortened. */
    private static final int COLLECTED = 20_000;

    private static final Set<String> UNSEEN = Set.of(
            "script", "style", "head", "title", "template", "noscript", "textarea", "select", "object", "svg", "math");
    private static final Set<String> CELLS = Set.of("td", "th", "dt", "option");

    private static final Pattern TABLE = Pattern.compile("(?i)<table\\b");
    private static final Pattern ROW = Pattern.compile("(?i)<tr\\b[^<>]*>");
    private static final Pattern CELL = Pattern.compile("(?i)<t[dh]\\b[^<>]*>");

    private HtmlText() {}

    /** One line. */
    public static String plain(String html) {
        return text(html).replaceAll("[\\s\\u00A0]+", " ").strip();
    }

    /** The beginning, with its paragraphs; {@value #EXCERPT} code points at most. */
    public static String excerpt(String html) {
        return shortened(text(html));
    }

    /** The beginning of what is no HTML. */
    public static String shortened(String plain) {
        String text = cut(plain, COLLECTED)
                .replaceAll("[ \\t\\x0B\\f\\r\\u00A0]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
        if (text.codePointCount(0, text.length()) <= EXCERPT) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, EXCERPT - 1)).stripTrailing() + "…";
    }

    private static String text(String html) {
        var lines = new Lines();
        String beginning = cut(html, READ);
        // A parser leaves out the tags of rows and cells without a table, and with them what separates their texts.
        String separated = TABLE.matcher(beginning).find()
                ? beginning
                : CELL.matcher(ROW.matcher(beginning).replaceAll("<br>")).replaceAll(" ");
        NodeTraversor.filter(lines, Jsoup.parse(separated).body());
        return lines.text.toString();
    }

    /** Never between the two halves of a character. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** Collects what a browser would show, a line for each block. */
    private static final class Lines implements NodeFilter {

        private final StringBuilder text = new StringBuilder();

        @Override
        public FilterResult head(Node node, int depth) {
            if (text.length() > COLLECTED) {
                return FilterResult.STOP;
            }
            switch (node) {
                case TextNode words -> append(words.getWholeText());
                case Element element -> {
                    if (UNSEEN.contains(element.normalName())) {
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    open(element);
                }
                default -> {
                    // Comments and declarations are not shown.
                }
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element && element.isBlock() && !CELLS.contains(element.normalName())) {
                end("\n");
            }
            return FilterResult.CONTINUE;
        }

        private void open(Element element) {
            String name = element.normalName();
            if (name.equals("br")) {
                text.append('\n');
            } else if (CELLS.contains(name)) {
                end(" ");
            } else if (element.isBlock()) {
                end("\n");
            }
        }

        /** Line breaks within text are blanks in HTML; a character that controls a device is none. */
        private void append(String words) {
            for (int i = 0; i < words.length(); i++) {
                char next = words.charAt(i);
                boolean blank = next == ' ' || next == '\n' || Character.isISOControl(next);
                if (!blank) {
                    text.append(next);
                } else {
                    end(" ");
                }
            }
        }

        /** Starts another word or line, unless that has been done. */
        private void end(String separator) {
            int length = text.length();
            if (length > 0 && text.charAt(length - 1) == ' ' && separator.equals("\n")) {
                text.setLength(length - 1);
                length--;
            }
            if (length > 0 && text.charAt(length - 1) != '\n' && text.charAt(length - 1) != ' ') {
                text.append(separator);
            }
        }
    }
}
