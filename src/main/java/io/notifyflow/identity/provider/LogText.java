package io.notifyflow.identity.provider;

import org.jspecify.annotations.Nullable;

/** Makes what a token or an address holds fit for one line of the log. */
public final class LogText {

    private static final int MAX_LENGTH = 200;

    private LogText() {}

    /** In quotation marks, without control characters, cut at 200 characters; {@code none} for nothing. */
    public static String of(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        String line = value.toString().replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return "'" + (line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line) + "'";
    }
}
