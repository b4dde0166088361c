package io.notifyflow.source.body;

import io.notifyflow.event.Utf8;
import io.notifyflow.source.format.XmlCharset;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes texts strictly in the charset that their Content-Type names, which a byte order mark overrules; without either
 * they must be UTF-8.
 *
 * @see <a href="https://encoding.spec.whatwg.org/#names-and-labels">Encoding standard: what the names mean in practice</a>
 */
final class BodyCharset {

    private static final Pattern PARAMETER =
            Pattern.compile("(?i);\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^;\\s]*))");

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int SHOWN = 40;
    private static final int SAMPLE = 1000;
    private static final String MARK = "\uFEFF";

    private BodyCharset() {}

    /**
     * The charset of a Content-Type, or null if it names none.
     *
     * @throws io.notifyflow.event.InvalidRequest (415) if nobody knows it
     */
    static @Nullable Charset declared(String contentType) {
        Matcher matcher = PARAMETER.matcher(contentType);
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        return named(name == null ? "" : name.strip());
    }

    private static @Nullable Charset named(String name) {
        try {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "" -> null;
                case "us-ascii", "ascii", "utf-8", "utf8", "unicode-1-1-utf-8" -> StandardCharsets.UTF_8;
                default -> Charset.forName(name);
            };
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw BodyProblem.unknownCharset(
                    name.substring(0, Math.min(SHOWN, name.length())).replaceAll("[^\\x20-\\x7E]", "?"));
        }
    }

    /** The charset of a byte order mark; null if there is none. */
    static @Nullable Charset marked(byte[] text) {
        int first = text.length < 2 ? 0 : (text[0] & 0xFF) << 8 | text[1] & 0xFF;
        return switch (first) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            case 0xEFBB -> text.length > 2 && text[2] == (byte) 0xBF ? StandardCharsets.UTF_8 : null;
            default -> null;
        };
    }

    /** The charset that an XML declaration, or the byte order mark before it, names; null for none that is known. */
    static @Nullable Charset ofXml(byte[] xml) {
        Charset marked = marked(xml);
        Charset declared = marked == null ? XmlCharset.declared(xml) : marked;
        // A declaration that can be read in bytes is not in units of two or four.
        return marked == null && declared != null && declared.name().matches("UTF-(16|32).*") ? null : declared;
    }

    /**
     * The text without its byte order mark.
     *
     * @throws io.notifyflow.event.InvalidRequest (400) if the bytes are not in that charset
     */
    static String decoded(byte[] text, Charset charset) {
        String decoded = decode(text, charset);
        return decoded.startsWith(MARK) ? decoded.substring(MARK.length()) : decoded;
    }

    private static String decode(byte[] text, Charset charset) {
        // A mark of UTF-32 begins like one of UTF-16.
        Charset marked = charset.name().startsWith("UTF-32") ? null : marked(text);
        Charset meant = marked != null ? marked : charset.equals(StandardCharsets.UTF_16) ? byteOrder(text) : charset;
        String decoded = meant.equals(StandardCharsets.ISO_8859_1) ? latin(text) : strictly(text, meant);
        if (decoded == null) {
            throw BodyProblem.malformed("The body is not valid " + meant.name());
        }
        return decoded;
    }

    /** The control characters that ISO 8859-1 has, and windows-1252 has not, are never meant. */
    private static String latin(byte[] text) {
        String meant = strictly(text, WINDOWS_1252);
        return meant == null ? new String(text, StandardCharsets.ISO_8859_1) : meant;
    }

    /** Windows writes UTF-16 the other way round than the standard has it, and without a mark. */
    private static Charset byteOrder(byte[] text) {
        int zeros = 0;
        for (int i = 0; i + 1 < Math.min(text.length, SAMPLE); i += 2) {
            zeros += (text[i + 1] == 0 ? 1 : 0) - (text[i] == 0 ? 1 : 0);
        }
        return zeros > 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }

    private static @Nullable String strictly(byte[] text, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return Utf8.valid(text) ? new String(text, charset) : null;
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException | UnsupportedOperationException other) {
            return null;
        }
    }
}
