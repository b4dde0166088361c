package io.notifyflow.gateway.connection;

/**
 * The characters that the parts of a head may consist of.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.2">RFC 9110, section 5.6.2</a>
 */
final class HttpCharacters {

    private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
    private static final boolean[] HOST_NAME = table("-._~");
    private static final boolean[] VALUE = values();

    private HttpCharacters() {}

    /** ASCII letters, digits and these. */
    private static boolean[] table(String others) {
        var table = new boolean[256];
        for (char each = '0'; each <= 'z'; each++) {
            table[each] = each <= '9' || each >= 'A' && each <= 'Z' || each >= 'a';
        }
        others.chars().forEach(each -> table[each] = true);
        return table;
    }

    /** Visible characters, spaces, tabs and what is above ASCII. */
    private static boolean[] values() {
        var table = new boolean[256];
        for (int each = 0; each < table.length; each++) {
            table[each] = each >= ' ' && each != 127 || each == '\t';
        }
        return table;
    }

    static boolean isToken(byte character) {
        return TOKEN[character & 0xff];
    }

    static boolean isValue(byte character) {
        return VALUE[character & 0xff];
    }

    static boolean isSpace(byte character) {
        return character == ' ' || character == '\t';
    }

    static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /** Visible ASCII: what a target may consist of on the wire. */
    static boolean isVisible(byte character) {
        return character > ' ' && character < 127;
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexadecimal(byte character) {
        if (isDigit(character)) {
            return character - '0';
        }
        int letter = character | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /**
     * Whether this is a host with an optional port: letters, digits, dots, hyphens, underscores and tildes, or an IPv6
     * address in brackets. The sub-delimiters that a registered name may also have are in no name that leads to a hub.
     */
    static boolean isHost(byte[] text, int from, int to) {
        if (from >= to) {
            return false;
        }
        int hostEnd = text[from] == '[' ? addressEnd(text, from, to) : nameEnd(text, from, to);
        return hostEnd > from && (hostEnd == to || isPort(text, hostEnd, to));
    }

    private static int nameEnd(byte[] text, int from, int to) {
        int at = from;
        while (at < to && HOST_NAME[text[at] & 0xff]) {
            if (text[at] == '.' && (at == from || text[at - 1] == '.')) {
                return from;
            }
            at++;
        }
        return at;
    }

    private static int addressEnd(byte[] text, int from, int to) {
        int at = from + 1;
        while (at < to && (text[at] == ':' || text[at] == '.' || hexadecimal(text[at]) >= 0)) {
            at++;
        }
        return at < to && at > from + 2 && text[at] == ']' ? at + 1 : from;
    }

    private static boolean isPort(byte[] text, int colon, int to) {
        if (text[colon] != ':' || to - colon > 6) {
            return false;
        }
        int port = 0;
        for (int at = colon + 1; at < to; at++) {
            if (!isDigit(text[at])) {
                return false;
            }
            port = port * 10 + text[at] - '0';
        }
        return port <= 65535;
    }
}
