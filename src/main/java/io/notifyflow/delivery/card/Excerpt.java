package io.notifyflow.delivery.card;

import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Shortens a text to a limit at a boundary between what people see as characters, and shows that it did. */
public final class Excerpt {

    private static final String CUT = "…";

    private Excerpt() {}

    /** By UTF-16 units, which are never fewer than what a service counts as characters. */
    public static String fit(String text, int limit) {
        return fit(text, limit, UnaryOperator.identity());
    }

    /**
     * @param inert escapes what the service would take for markup; the limit is that of the escaped text
     */
    public static String fit(String text, int limit, UnaryOperator<String> inert) {
        return fit(text, limit, inert, String::length);
    }

    /** By bytes of UTF-8. */
    public static String fitBytes(String text, int limit) {
        return fit(text, limit, UnaryOperator.identity(), Excerpt::bytes);
    }

    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String fit(String text, int limit, UnaryOperator<String> inert, ToIntFunction<String> length) {
        String trimmed = text.strip();
        String whole = inert.apply(trimmed);
        if (length.applyAsInt(whole) <= limit) {
            return whole;
        }
        int room = limit - length.applyAsInt(CUT);
        int end = longest(trimmed, Math.max(0, room), inert, length);
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(trimmed);
        int boundary = characters.isBoundary(end) ? end : characters.preceding(end);
        return inert.apply(trimmed.substring(0, Math.max(0, boundary)).stripTrailing()) + CUT;
    }

    /** How many units from the beginning fit, by halving: what is escaped grows with what it is made of. */
    private static int longest(String text, int room, UnaryOperator<String> inert, ToIntFunction<String> length) {
        int fits = 0;
        int tooMany = Math.min(text.length(), room) + 1;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (length.applyAsInt(inert.apply(text.substring(0, middle))) <= room) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }
}
