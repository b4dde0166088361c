package io.notifyflow.source.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes XML: a byte order mark counts more than the charset of the answer, and that more than the declaration's. One
 * that is unknown, or that the bytes cannot be in, is passed over; the last resort is windows-1252.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc7303#section-3">RFC 7303, charset</a>
 */
public final class XmlCharset {

    private static final Pattern PARAMETER = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([^\\s\"';]+)");
    private static final Pattern DECLARATION = Pattern.compile("<\\?xml[^>]*encoding\\s*=\\s*[\"']([^\"']+)");
    private static final int DECLARED_WITHIN = 500;

    private XmlCharset() {}

    /** The charset of the XML declaration; null if it names none that is known. */
    public static @Nullable Charset declared(byte[] xml) {
        String start = new String(xml, 0, Math.min(xml.length, DECLARED_WITHIN), StandardCharsets.ISO_8859_1);
        return named(DECLARATION, start);
    }

    /**
     * @param contentType of the answer, or empty
     */
    public static String decoded(byte[] xml, String contentType) {
        return Stream.of(marked(xml), named(PARAMETER, contentType), declared(xml), StandardCharsets.UTF_8)
                .flatMap(charset -> Stream.ofNullable(charset == null ? null : strictly(xml, charset)))
                .findFirst()
                .orElseGet(() -> new String(xml, Charset.forName("windows-1252")));
    }

    private static @Nullable Charset marked(byte[] xml) {
        int first = xml.length < 2 ? 0 : (xml[0] & 0xFF) << 8 | xml[1] & 0xFF;
        return first == 0xFEFF || first == 0xFFFE
                ? StandardCharsets.UTF_16
                : first == 0xEFBB ? StandardCharsets.UTF_8 : null;
    }

    private static @Nullable Charset named(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : null;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }

    private static @Nullable String strictly(byte[] xml, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(xml)).toString();
        } catch (CharacterCodingException another) {
            return null;
        }
    }
}
