package io.notifyflow.gateway.connection;

import io.notifyflow.event.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks the whole head of one request and finds how long its body is. What two parsers could read in two ways is
 * refused, so that nothing in front of the hub or behind the gateway can see another request than the gateway does.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112.html">RFC 9112</a>
 */
final class RequestHead {

    /** The length of a body that comes in chunks. */
    static final long CHUNKED = -1;

    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_DIGITS = 18;

    private final byte[] bytes;
    private final int to;
    private int at;
    private boolean version10;
    private @Nullable String authority;
    private @Nullable String host;
    private long length = -2;
    private @Nullable List<String> codings;

    private RequestHead(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    /**
     * Checks the lines from {@code from} to {@code to}, each of which ends with CR and LF, the last one being empty.
     *
     * @return the length of the body in bytes, or {@link #CHUNKED}
     * @throws RefusedRequest if the head is not valid
     */
    static long bodyLength(byte[] bytes, int from, int to) {
        var head = new RequestHead(bytes, from, to);
        head.readRequestLine();
        while (bytes[head.at] != '\r') {
            head.readField();
        }
        head.checkHost();
        return head.length();
    }

    private void readRequestLine() {
        int from = at;
        while (HttpCharacters.isToken(bytes[at])) {
            at++;
        }
        if (at == from || bytes[at] != ' ') {
            throw RefusedRequest.invalid("The method must be a token, followed by one space");
        }
        int methodEnd = at++;
        int target = at;
        while (HttpCharacters.isVisible(bytes[at])) {
            at++;
        }
        if (at == target || bytes[at] != ' ') {
            throw RefusedRequest.invalid("The request target must consist of visible ASCII characters, followed by one"
                    + " space and the version; percent-encode all others");
        }
        checkTarget(from, methodEnd, target, at);
        at++;
        readVersion();
    }

    private void checkTarget(int method, int methodEnd, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '#') {
                throw RefusedRequest.invalid("The request target must not contain '#'; percent-encode it as %23");
            }
        }
        if (bytes[from] == '/') {
            return;
        }
        boolean options = methodEnd - method == 7 && bytes[method] == 'O';
        if (end - from == 1 && bytes[from] == '*' && options) {
            return;
        }
        String target = text(from, end);
        String lower = target.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw RefusedRequest.invalid("The request target must be a path that begins with '/'");
        }
        int stop = start;
        while (stop < target.length() && target.charAt(stop) != '/' && target.charAt(stop) != '?') {
            stop++;
        }
        authority = target.substring(start, stop);
    }

    private void readVersion() {
        int from = at;
        for (byte expected : VERSION) {
            if (bytes[at++] != expected) {
                throw version(from);
            }
        }
        byte minor = bytes[at++];
        if (minor != '0' && minor != '1' || bytes[at] != '\r') {
            throw version(from);
        }
        version10 = minor == '0';
        at += 2;
    }

    private RefusedRequest version(int from) {
        int end = from;
        while (bytes[end] != '\r') {
            end++;
        }
        if (text(from, end).matches("HTTP/\\d\\.\\d")) {
            return new RefusedRequest(Problem.of(
                    "http-version-not-supported",
                    "The version of HTTP is not supported",
                    505,
                    "Send the request as HTTP/1.1"));
        }
        return RefusedRequest.invalid("The request line must end with HTTP/1.1 or HTTP/1.0");
    }

    private void readField() {
        int name = at;
        while (HttpCharacters.isToken(bytes[at])) {
            at++;
        }
        int nameEnd = at;
        if (nameEnd == name || bytes[nameEnd] != ':') {
            throw RefusedRequest.invalid(
                    HttpCharacters.isSpace(bytes[name])
                            ? "A header line must not begin with a space or tab; send each header in one line"
                            : "A header must have a name of token characters, directly followed by a colon");
        }
        at++;
        while (HttpCharacters.isSpace(bytes[at])) {
            at++;
        }
        int value = at;
        while (HttpCharacters.isValue(bytes[at])) {
            at++;
        }
        if (bytes[at] != '\r') {
            throw RefusedRequest.invalid("The value of a header must not contain control characters");
        }
        int end = at;
        at += 2;
        while (end > value && HttpCharacters.isSpace(bytes[end - 1])) {
            end--;
        }
        readKnown(name, nameEnd - name, value, end);
    }

    private void readKnown(int name, int nameLength, int value, int end) {
        if (nameLength == HOST.length && is(name, HOST)) {
            readHost(value, end);
        } else if (nameLength == CONTENT_LENGTH.length && is(name, CONTENT_LENGTH)) {
            readLength(value, end);
        } else if (nameLength == TRANSFER_ENCODING.length && is(name, TRANSFER_ENCODING)) {
            readCodings(value, end);
        }
    }

    private void readHost(int value, int end) {
        if (host != null) {
            throw RefusedRequest.invalid("The request has more than one Host header; send one");
        }
        if (!HttpCharacters.isHost(bytes, value, end)) {
            throw RefusedRequest.invalid(
                    "The Host header must be the host of the address, with its port if it has one");
        }
        // The text is only needed beside an absolute target, which only proxies are sent.
        host = authority == null ? "" : text(value, end);
    }

    private void readLength(int value, int end) {
        if (length >= 0) {
            throw RefusedRequest.invalid("The request has more than one Content-Length header; send one");
        }
        if (end == value) {
            throw badLength();
        }
        long read = 0;
        for (int i = value; i < end; i++) {
            if (!HttpCharacters.isDigit(bytes[i])) {
                throw badLength();
            }
            if (i - value < LENGTH_DIGITS) {
                read = read * 10 + bytes[i] - '0';
            }
        }
        if (end - value > LENGTH_DIGITS) {
            throw new RefusedRequest(Problem.of(
                    "body-too-large", "The body is too large", 413, "No body may be as long as Content-Length says"));
        }
        length = read;
    }

    private static RefusedRequest badLength() {
        return RefusedRequest.invalid("Content-Length must be a number of decimal digits alone");
    }

    private void readCodings(int value, int end) {
        if (codings == null) {
            codings = new ArrayList<>(1);
        }
        for (String coding : text(value, end).split(",", -1)) {
            codings.add(coding.strip().toLowerCase(Locale.ROOT));
        }
    }

    private void checkHost() {
        if (host == null && !version10) {
            throw RefusedRequest.invalid("The request has no Host header, which HTTP/1.1 requires");
        }
        if (authority != null && !authority.equalsIgnoreCase(host == null ? authority : host)) {
            throw RefusedRequest.invalid("The host of the request target must be the one of the Host header");
        }
        if (authority != null && host == null) {
            byte[] named = authority.getBytes(StandardCharsets.ISO_8859_1);
            if (!HttpCharacters.isHost(named, 0, named.length)) {
                throw RefusedRequest.invalid("The host of the request target is not valid");
            }
        }
    }

    private long length() {
        if (codings == null) {
            return Math.max(0, length);
        }
        if (length >= 0) {
            throw RefusedRequest.invalid(
                    "The request has Content-Length and Transfer-Encoding; send one, for they may contradict each other");
        }
        if (version10) {
            throw RefusedRequest.invalid("HTTP/1.0 has no Transfer-Encoding; send Content-Length or use HTTP/1.1");
        }
        // RFC 9112, section 6.3: without chunked at the end nobody knows where the body ends.
        int chunked = codings.indexOf("chunked");
        if (codings.contains("") || chunked >= 0 && chunked != codings.size() - 1) {
            throw RefusedRequest.invalid("Transfer-Encoding must end with chunked, and contain it once");
        }
        if (codings.size() > 1 || chunked < 0) {
            throw new RefusedRequest(Problem.of(
                    "transfer-coding-not-supported",
                    "The transfer coding is not supported",
                    501,
                    "Of the transfer codings only chunked is supported; send \"Transfer-Encoding: chunked\" or"
                            + " Content-Length"));
        }
        return CHUNKED;
    }

    private boolean is(int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            // Letters and the hyphen keep apart with this bit set; other token characters do not become one of them.
            if ((bytes[from + i] | 0x20) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int end) {
        return new String(bytes, from, Math.min(end, to) - from, StandardCharsets.ISO_8859_1);
    }
}
