package io.notifyflow.source.body;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks bodies that were sent with a Content-Encoding, within bounds.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1">RFC 9110, content codings</a>
 */
public final class ContentCoding {

    /** A body of texts that repeat themselves has a hundredth of its size; more is made to fill memory. */
    private static final int MAX_RATIO = 200;
    /** Up to here no ratio is looked at. */
    private static final int SMALL = 64 * 1024;

    private static final int FIRST_BYTES = 16 * 1024;

    private ContentCoding() {}

    /** Whether the body must be unpacked. */
    public static boolean isPacked(String coding) {
        return !coding.isBlank() && !name(coding).equals("identity");
    }

    private static String name(String coding) {
        return coding.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The body without its coding.
     *
     * @param limit bytes of it, at most
     * @throws io.notifyflow.event.InvalidRequest (415, 413, 400) if it cannot be unpacked
     */
    public static byte[] unpacked(byte[] body, String coding, long limit) {
        byte[] unpacked = unpackedWithin(body, coding, limit);
        if (unpacked == null) {
            throw BodyProblem.tooLarge(
                    max(body, limit) < limit
                            ? "The body of " + name(coding) + " would be more than " + MAX_RATIO
                                    + " times as large when unpacked; send it without Content-Encoding"
                            : "The body may have at most " + limit + " bytes here, unpacked too");
        }
        return unpacked;
    }

    /** The same, and null where it is larger. */
    public static byte @Nullable [] unpackedWithin(byte[] body, String coding, long limit) {
        String name = name(coding);
        try (InputStream stream = stream(body, name)) {
            return read(stream, max(body, limit));
        } catch (EOFException | ZipException malformed) {
            throw BodyProblem.malformed("The body is not well-formed " + name);
        } catch (IOException e) {
            throw BodyProblem.malformed("The body cannot be unpacked as " + name);
        }
    }

    private static long max(byte[] body, long limit) {
        return Math.min(limit, Math.max(SMALL, (long) body.length * MAX_RATIO));
    }

    private static InputStream stream(byte[] body, String name) throws IOException {
        var bytes = new ByteArrayInputStream(body);
        return switch (name) {
            case "gzip", "x-gzip" -> new GZIPInputStream(bytes, FIRST_BYTES);
            // What is called deflate is zlib by the standard, and bare by mistake.
            case "deflate" ->
                new InflaterInputStream(bytes, new Inflater(!isZlib(body)), FIRST_BYTES) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        inf.end();
                    }
                };
            default -> throw BodyProblem.unknownCoding(name.substring(0, Math.min(name.length(), 40)));
        };
    }

    private static boolean isZlib(byte[] body) {
        return body.length > 1 && (body[0] & 0x0F) == 8 && ((body[0] & 0xFF) << 8 | body[1] & 0xFF) % 31 == 0;
    }

    private static byte @Nullable [] read(InputStream stream, long max) throws IOException {
        byte[] unpacked = new byte[FIRST_BYTES];
        int length = 0;
        for (int more = 0; more >= 0; more = stream.read(unpacked, length, unpacked.length - length)) {
            length += more;
            if (length > max) {
                return null;
            }
            if (length == unpacked.length) {
                unpacked = Arrays.copyOf(unpacked, (int) Math.min(max + 1, 2L * length));
            }
        }
        return Arrays.copyOf(unpacked, length);
    }
}
