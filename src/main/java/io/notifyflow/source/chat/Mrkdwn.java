package io.notifyflow.source.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns Slack's mrkdwn into Markdown. A link becomes its text and, after that in parentheses, its address, which every
 * receiver shows.
 *
 * @see <a href="https://docs.slack.dev/messaging/formatting-message-text">Slack, formatting message text</a>
 */
final class Mrkdwn {

    private static final Pattern CONTROL = Pattern.compile("<([^<>\\n]{1,3000})>");
    private static final Pattern LINK = Pattern.compile("<(https?://[^|<>\\s]{1,2048})[|>]");
    private static final Pattern KEPT = Pattern.compile("\uE000(\\d{1,6})\uE001");
    private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\\n]+`", Pattern.DOTALL);
    private static final Pattern BOLD = Pattern.compile("(?<![\\w*])\\*(\\S(?:[^*\\n]{0,2000}\\S)?)\\*(?![\\w*])");
    private static final Pattern STRUCK = Pattern.compile("(?<![\\w~])~(\\S(?:[^~\\n]{0,2000}\\S)?)~(?![\\w~])");

    private final List<String> kept = new ArrayList<>();

    private final boolean withAddresses;

    private Mrkdwn(boolean withAddresses) {
        this.withAddresses = withAddresses;
    }

    static String markdown(String mrkdwn) {
        return new Mrkdwn(true).converted(mrkdwn);
    }

    /** The same without any mark, and of a link its text alone. */
    static String plain(String mrkdwn) {
        return Markdown.plain(new Mrkdwn(false).converted(mrkdwn));
    }

    /** The address of the first link in it; empty if there is none. */
    static String firstLink(String mrkdwn) {
        Matcher link = LINK.matcher(mrkdwn);
        return link.find() ? unescaped(link.group(1)) : "";
    }

    /** What Slack wants to be escaped, in texts without any markup as well. */
    static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private String converted(String mrkdwn) {
        // What no mark is looked for in is taken out, and put back at the end.
        String text = mrkdwn.replace('\uE000', ' ').replace('\uE001', ' ');
        text = CONTROL.matcher(text).replaceAll(control -> keep(control(control.group(1))));
        text = CODE.matcher(text).replaceAll(code -> keep(code.group()));
        text = BOLD.matcher(text).replaceAll("**$1**");
        text = STRUCK.matcher(text).replaceAll("~~$1~~");
        return unescaped(restored(restored(text)));
    }

    private String keep(String text) {
        kept.add(text);
        return "\uE000" + (kept.size() - 1) + "\uE001";
    }

    /** Twice, as code may hold a link. */
    private String restored(String text) {
        return KEPT.matcher(text)
                .replaceAll(mark -> Matcher.quoteReplacement(kept.get(Integer.parseInt(mark.group(1)))));
    }

    /** What stands between angle brackets: a link, or somebody who is mentioned. */
    private String control(String content) {
        int bar = content.indexOf('|');
        String target = bar < 0 ? content : content.substring(0, bar);
        String label = bar < 0 ? "" : content.substring(bar + 1).strip();
        if (target.startsWith("@") || target.startsWith("#")) {
            return target.charAt(0) + without(label.isEmpty() ? target.substring(1) : label, target.charAt(0));
        } else if (target.startsWith("!date^")) {
            return label.isEmpty() ? target : label;
        } else if (target.startsWith("!")) {
            return "@" + without(label.isEmpty() ? target.substring(1).replaceFirst("^subteam\\^", "") : label, '@');
        }
        String link = link(target, label);
        return withAddresses || label.isEmpty() || !link.endsWith(")") ? link : label;
    }

    private static String without(String name, char first) {
        return !name.isEmpty() && name.charAt(0) == first ? name.substring(1) : name;
    }

    /** A link as every receiver can show it. */
    static String link(String target, String label) {
        if (!target.matches("(?i)(?:https?|mailto|tel|ftp|slack):.*")) {
            return "<" + target + (label.isEmpty() ? "" : "|" + label) + ">";
        }
        String shown = target.replaceFirst("(?i)^(?:mailto|tel):", "");
        boolean same = label.isEmpty() || label.equals(target) || shown.equals(label);
        return same || shown.replaceFirst("(?i)^https?://", "").equals(label) ? shown : label + " (" + shown + ")";
    }
}
