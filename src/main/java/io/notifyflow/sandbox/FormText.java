package io.notifyflow.sandbox;

import org.jspecify.annotations.Nullable;

/** Discord's text: trimmed at both ends, measured in Unicode code points (its API is Python 3, whose len() they are). */
final class FormText {

    private FormText() {}

    static int length(@Nullable String text) {
        return text == null ? 0 : text.codePointCount(0, text.length());
    }

    static boolean isLongerThan(int codePoints, String text) {
        return text.length() > codePoints && length(text) > codePoints;
    }

    /** Wider than String.strip, which leaves the no-break space that Python's strip() removes. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
