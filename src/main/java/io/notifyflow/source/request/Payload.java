package io.notifyflow.source.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, cut: enough to show how it begins. Nothing is read, decoded or redacted before somebody asks.
 *
 * @param headers by name in lower case
 * @param start   the first bytes of the body
 * @param size    of the whole body
 * @param secret  of the source, which is never shown; null for none
 */
public record Payload(Map<String, String> headers, byte[] start, long size, @Nullable String secret) {

    /** More than is shown, so that a secret is recognised as a whole. */
    static final int WINDOW = 8 * 1024;

    /** Characters that are shown. */
    static final int SHOWN = 1024;

    private static final int LONGEST_SECRET = 1024;
    private static final int LONGEST_TYPE = 100;
    /** More of such a text is no text. */
    private static final double FEW = 0.1;

    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*\"?([\\w.:-]{1,40})");
    private static final Pattern LAST_WORD = Pattern.compile("[^\\s\"'&,;<>]++$");
    private static final Pattern ESCAPE = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    /** The beginning of a body, and those headers that tell what it is. */
    public static Payload of(Map<String, String> headers, byte[] body, @Nullable String secret) {
        var telling = new java.util.HashMap<>(headers);
        telling.keySet().retainAll(Kind.HEADERS);
        return new Payload(
                Map.copyOf(telling), Arrays.copyOf(body, Math.min(body.length, WINDOW)), body.length, secret);
    }

    @Nullable
    String contentType() {
        String type = headers.get("content-type");
        return type == null ? null : plain(type, LONGEST_TYPE);
    }

    /** What kind of thing it tells of, as its sender names it; null if nothing says so. */
    @Nullable
    String kind() {
        return Kind.of(headers, text());
    }

    /** How it begins, without what looks like a secret; null for an empty body. */
    @Nullable
    String excerpt() {
        if (start.length == 0) {
            return null;
        }
        String text = text();
        if (text == null) {
            return size + " bytes that are no text";
        }
        boolean cut = size > start.length;
        String redacted = Redaction.of(text, secret);
        if (cut && redacted.length() < SHOWN + LONGEST_SECRET) {
            // The end would be seen, and its last word may be the beginning of a secret.
            redacted = Redaction.of(LAST_WORD.matcher(text).replaceFirst(""), secret);
        }
        String shown = plain(redacted, SHOWN);
        return cut && shown.length() < SHOWN ? shown + "…" : shown;
    }

    /** A reason that may hold words of the payload. */
    static String reason(String text, @Nullable Payload payload, int most) {
        return plain(Redaction.of(text, payload == null ? null : payload.secret()), most);
    }

    /** Without what no column or page can hold, and not too long. */
    private static String plain(String text, int most) {
        String storable = text.replace("\0", "");
        int end = Math.min(storable.length(), most);
        boolean halved = end < storable.length() && Character.isHighSurrogate(storable.charAt(end - 1));
        String shown = storable.substring(0, halved ? end - 1 : end);
        return end < storable.length() ? shown + "…" : shown;
    }

    private @Nullable String text() {
        byte[] bytes = unpacked();
        String type = headers.getOrDefault("content-type", "");
        String text = decoded(bytes, charset(type));
        if (text == null) {
            return null;
        }
        boolean form = type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return form ? withoutEscapes(text) : text;
    }

    private byte[] unpacked() {
        if (!headers.getOrDefault("content-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("gzip")) {
            return start;
        }
        var unpacked = new java.io.ByteArrayOutputStream();
        try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(start))) {
            byte[] piece = new byte[512];
            for (int read = stream.read(piece); read > 0 && unpacked.size() < WINDOW; read = stream.read(piece)) {
                unpacked.write(piece, 0, read);
            }
        } catch (IOException cut) {
            // What came until then is the beginning.
        }
        return unpacked.size() == 0 ? start : unpacked.toByteArray();
    }

    private static Charset charset(String type) {
        Matcher named = CHARSET.matcher(type);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Null for what is no text; a character that the end cuts is left out. */
    private static @Nullable String decoded(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer decoded = CharBuffer.allocate((int) (bytes.length * (double) decoder.maxCharsPerByte()) + 1);
        decoder.decode(ByteBuffer.wrap(bytes), decoded, false);
        String text = decoded.flip().toString();
        long odd = text.chars()
                .filter(each -> each == '\uFFFD' || each < ' ' && each != '\n' && each != '\r' && each != '\t')
                .count();
        return odd > text.length() * FEW ? null : text;
    }

    /** A form as people read it; an escape that is none stays. */
    private static String withoutEscapes(String form) {
        return ESCAPE.matcher(form.replace('+', ' '))
                .replaceAll(escape ->
                        Matcher.quoteReplacement(java.net.URLDecoder.decode(escape.group(), StandardCharsets.UTF_8)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Payload[" + size + " bytes]";
    }
}
