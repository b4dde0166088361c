package io.notifyflow.event;

/** The bytes of a JSON text, looked through once before they are parsed. */
final class JsonText {

    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private final byte[] text;
    private final int start;
    private final int end;
    private final int exponent;
    private int at;

    /**
     * @param exponent the largest of a number
     */
    JsonText(byte[] text, int from, int length, int exponent) {
        this.exponent = exponent;
        this.text = text;
        this.start = from;
        this.end = from + length;
    }

    /** @throws InvalidJson if no parser should see it */
    void check() throws InvalidJson {
        at = start + markLength();
        boolean blank = true;
        while (at < end) {
            byte next = text[at];
            if (next == '"') {
                string();
            } else if (next == '-' || next >= '0' && next <= '9') {
                number();
            } else if (next <= 0) {
                throw wrong(
                        next == 0 ? "is UTF-16, UTF-32 or binary; send UTF-8" : "has a character outside of a text");
            } else {
                at++;
            }
            blank = blank && (next == ' ' || next == '\n' || next == '\r' || next == '\t');
        }
        if (blank) {
            throw new InvalidJson("The body is empty; send JSON", "");
        }
    }

    /** A byte order mark says nothing in UTF-8, and a receiver may skip it. */
    private int markLength() {
        boolean mark = end - start >= 3
                && text[start] == (byte) 0xEF
                && text[start + 1] == (byte) 0xBB
                && text[start + 2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private void string() throws InvalidJson {
        at++;
        while (at < end && text[at] != '"') {
            byte next = text[at];
            if (next == '\\') {
                escape();
            } else if (next < 0) {
                character();
            } else {
                at++;
            }
        }
        at++;
    }

    private void escape() throws InvalidJson {
        int unit = escaped(at);
        if (unit < 0) {
            at += 2;
            return;
        }
        if (Character.isLowSurrogate((char) unit)
                || Character.isHighSurrogate((char) unit)
                        && !Character.isLowSurrogate((char) Math.max(0, escaped(at + 2 + HEX_DIGITS)))) {
            throw wrong("has half of a surrogate pair, which is no character");
        }
        at += Character.isHighSurrogate((char) unit) ? 2 * (2 + HEX_DIGITS) : 2 + HEX_DIGITS;
    }

    /** The UTF-16 unit of an escape such as {@code \}{@code u00e9}; -1 if there is none, or a malformed one. */
    private int escaped(int place) {
        if (place + 1 + HEX_DIGITS >= end || text[place] != '\\' || text[place + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = place + 2; i < place + 2 + HEX_DIGITS; i++) {
            int digit = Character.digit(text[i], HEX);
            if (digit < 0) {
                return -1;
            }
            unit = unit * HEX + digit;
        }
        return unit;
    }

    private void character() throws InvalidJson {
        int length = Utf8.length(text, at, end);
        if (length == 0) {
            throw wrong("is not valid UTF-8");
        }
        at += length;
    }

    private void number() throws InvalidJson {
        int from = at;
        int letter = -1;
        while (at < end && partOfNumber(text[at])) {
            if (text[at] == 'e' || text[at] == 'E') {
                letter = at;
            }
            at++;
        }
        String fault = JsonNumbers.fault(text, from, letter, at, exponent);
        if (fault != null) {
            at = from;
            throw wrong(fault);
        }
    }

    private static boolean partOfNumber(byte next) {
        return next >= '0' && next <= '9' || next == '.' || next == '-' || next == '+' || next == 'e' || next == 'E';
    }

    private InvalidJson wrong(String fault) {
        return JsonPlace.of(text, start, at, end).wrong(fault);
    }
}
