package io.notifyflow.source.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes the bodies of mails as far as they can be. */
final class TransferEncoding {

    private TransferEncoding() {}

    /**
     * @param encoding as the mail names it; what is neither base64 nor quoted-printable is as it is
     */
    static byte[] decoded(byte[] bytes, @Nullable String encoding) throws IOException {
        String name = encoding == null ? "" : encoding.toLowerCase(Locale.ROOT);
        if (name.contains("base64")) {
            return base64(new String(bytes, StandardCharsets.ISO_8859_1));
        } else if (name.contains("quoted-printable")) {
            try (var decoder = new QuotedPrintableInputStream(new ByteArrayInputStream(bytes), DecodeMonitor.SILENT)) {
                return decoder.readAllBytes();
            }
        }
        return bytes;
    }

    /** With or without padding, and whatever else is between its letters. */
    static byte[] base64(String text) {
        String letters = text.replaceAll("[^A-Za-z0-9+/]", "");
        int usable = letters.length() % 4 == 1 ? letters.length() - 1 : letters.length();
        return Base64.getDecoder().decode(letters.substring(0, usable));
    }
}
