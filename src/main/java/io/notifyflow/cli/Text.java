package io.notifyflow.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** Texts from elsewhere made fit for a terminal. */
final class Text {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private Text() {}

    /** Without control characters: what a client or Discord wrote must not move the cursor of whoever reads it. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    }

    /** Cut where one can see it. */
    static String fit(String text, int width) {
        String plain = plain(text);
        if (plain.codePointCount(0, plain.length()) <= width) {
            return plain;
        }
        return plain.substring(0, plain.offsetByCodePoints(0, width - 3)) + "...";
    }

    /** Fills up to the width, or cuts. */
    static String column(String text, int width) {
        String fitting = fit(text, width);
        return fitting + " ".repeat(width - fitting.codePointCount(0, fitting.length()));
    }

    /** An id that was typed; what is none is not repeated, for it may be a key. */
    static UUID id(String typed) {
        return id(typed, "deadletters list");
    }

    /** @param list the command that shows such ids */
    static UUID id(String typed, String list) {
        try {
            return UUID.fromString(typed.strip());
        } catch (IllegalArgumentException none) {
            throw new Failure(
                    Failure.MISUSE,
                    "That is no id; one looks like 019dbe0a-8f14-7c32-9c5a-2f4e6a1b3c5d, and \"" + list
                            + "\" shows them");
        }
    }

    /** UTC, to the second. */
    static String time(String iso) {
        return iso.isEmpty() ? "" : TIME.format(Instant.parse(iso));
    }
}
