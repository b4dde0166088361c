package io.notifyflow.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the fields of an event may be called and hold, whoever sets them. */
public final class FieldRules {

    /** Fields of an event. */
    public static final int MOST = 50;
    /** Characters. */
    public static final int NAME_LENGTH = 100;
    /** Characters. */
    public static final int TEXT_LENGTH = 2000;
    /** More than a double or a money amount has; PostgreSQL's numeric carries it without trouble. */
    private static final int DIGITS = 40;

    private static final int EXPONENT = 300;
    private static final char LAST_CONTROL = 0x9F;

    private FieldRules() {}

    /** Whether a text is {@link #plain} and stands in one line. */
    static boolean oneLine(String text) {
        return plain(text) && text.chars().allMatch(unit -> unit >= ' ');
    }

    /** What is wrong with a field, for the person who set it; null if nothing is. */
    public static @Nullable String problem(String name, FieldValue value) {
        if (name.isBlank() || length(name) > NAME_LENGTH || !plain(name)) {
            return "has a name that is blank, longer than " + NAME_LENGTH + " characters, or holds control characters";
        }
        String problem =
                switch (value) {
                    case FieldValue.Text text -> problem(text.value());
                    case FieldValue.Numeric number -> problem(number.value());
                    case FieldValue.Flag flag -> null;
                };
        return problem == null ? null : "entry \"" + name + "\" " + problem;
    }

    private static @Nullable String problem(String text) {
        if (length(text) > TEXT_LENGTH) {
            return "may have at most " + TEXT_LENGTH + " characters";
        }
        return plain(text) ? null : "holds a control character or half of a surrogate pair";
    }

    /** A number such as 1e999999999 is short, but a gigabyte when it is written out; so it never gets past here. */
    static @Nullable String problem(BigDecimal number) {
        return number.precision() > DIGITS || Math.abs((long) number.scale()) > EXPONENT
                ? "must be a number of at most " + DIGITS + " digits within 1e±" + EXPONENT
                : null;
    }

    /** Characters as the contract counts them: Unicode code points, as JSON Schema's maxLength does. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * Whether a text can be stored and shown as it is: no control character (U+0000 to U+001F but for line breaks and
     * tabs, U+007F to U+009F), no half of a surrogate pair.
     */
    public static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < ' ' && unit != '\n' && unit != '\t' && unit != '\r' || unit >= 0x7F && unit <= LAST_CONTROL) {
                return false;
            }
            if (Character.isHighSurrogate(unit)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(unit)) {
                return false;
            }
        }
        return true;
    }
}
