package io.notifyflow.source.mailbox;

import jakarta.mail.internet.MimeUtility;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decodes the bytes of mails, of which many do not say their charset, or name a wrong one. */
final class MailCharset {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private MailCharset() {}

    /**
     * @param charset as the mail names it; null, us-ascii and unknown names leave it to the bytes, which are UTF-8 if they
     *     can be, else windows-1252
     */
    static String decoded(byte[] bytes, @Nullable String charset) {
        Charset named = named(charset);
        return named == null ? guessed(bytes) : new String(bytes, named);
    }

    private static @Nullable Charset named(@Nullable String charset) {
        if (charset == null || charset.isBlank()) {
            return null;
        }
        // RFC 2231 adds a language after the name.
        String name = charset.strip().replaceFirst("\\*.*", "").toLowerCase(Locale.ROOT);
        try {
            return switch (name) {
                case "us-ascii", "ascii" -> null;
                case "iso-8859-1" -> WINDOWS_1252;
                default -> Charset.forName(MimeUtility.javaCharset(name));
            };
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }

    private static String guessed(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, whole(bytes)))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(bytes, WINDOWS_1252);
        }
    }

    /** Without the character that the end of what was read cut through, if there is one. */
    private static int whole(byte[] bytes) {
        int start = bytes.length;
        while (start > 0 && start > bytes.length - 3 && (bytes[start - 1] & 0xC0) == 0x80) {
            start--;
        }
        if (start == 0 || (bytes[start - 1] & 0xC0) != 0xC0) {
            return bytes.length;
        }
        int lead = bytes[start - 1] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        return start - 1 + length > bytes.length ? start - 1 : bytes.length;
    }
}
