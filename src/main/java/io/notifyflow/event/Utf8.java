package io.notifyflow.event;

import java.nio.charset.StandardCharsets;

/** UTF-8 as the Unicode standard defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {

    private Utf8() {}

    /** Whether the bytes are text. */
    public static boolean valid(byte[] text) {
        int at = 0;
        while (at < text.length) {
            int length = text[at] >= 0 ? 1 : length(text, at, text.length);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /**
     * The text of a body that is kept as it is.
     *
     * @throws InvalidRequest (400) if it is not UTF-8, or holds the character U+0000, which JSON has only as an escape
     */
    public static String text(byte[] body) {
        boolean zero = false;
        for (byte each : body) {
            zero |= each == 0;
        }
        if (zero || !valid(body)) {
            throw new InvalidRequest(Problem.of(
                    "malformed-body",
                    "The body is not well-formed JSON",
                    400,
                    zero
                            ? "The body holds the character U+0000, or is UTF-16 or UTF-32; send JSON in UTF-8"
                            : "The body is not valid UTF-8"));
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How many bytes the character of several bytes has that begins here; 0 if there is none. */
    static int length(byte[] text, int at, int end) {
        int lead = text[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return 0;
        }
        int second = text[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((text[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
