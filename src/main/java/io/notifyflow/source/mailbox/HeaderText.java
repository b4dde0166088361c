package io.notifyflow.source.mailbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes a header of a mail as people meant it: UTF-8 that was sent raw, and encoded words wherever they are.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc2047">RFC 2047</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc6532">RFC 6532, raw UTF-8</a>
 */
final class HeaderText {

    /** A header may fill the whole mail; nobody reads that. */
    private static final int READ = 10_000;

    private static final Pattern WORD = Pattern.compile("=\\?([^?\\s]{1,60})\\?([BbQq])\\?([^?]{0,4000})\\?=");

    private HeaderText() {}

    /**
     * @param field the whole field as it was sent: name, colon, value, with its line breaks
     * @return the value, on one line
     */
    static String of(byte[] field) {
        String text = MailCharset.decoded(Arrays.copyOf(field, Math.min(field.length, READ)), null);
        return decoded(text.substring(text.indexOf(':') + 1).replaceAll("[\\r\\n]+", ""))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }

    /**
     * Words that follow each other are decoded together, since some senders cut through a character; what is between
     * them is not shown if it is blank.
     */
    private static String decoded(String text) {
        var decoded = new StringBuilder();
        var bytes = new ByteArrayOutputStream();
        String charset = "";
        int end = 0;
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            String between = text.substring(end, word.start());
            boolean goesOn = bytes.size() > 0 && between.isBlank();
            if (!goesOn || !charset.equalsIgnoreCase(word.group(1))) {
                decoded.append(MailCharset.decoded(bytes.toByteArray(), charset));
                bytes.reset();
            }
            if (!goesOn) {
                decoded.append(between);
            }
            charset = word.group(1);
            bytes.writeBytes(
                    word.group(2).equalsIgnoreCase("B")
                            ? TransferEncoding.base64(word.group(3))
                            : quoted(word.group(3)));
            end = word.end();
        }
        return decoded.append(MailCharset.decoded(bytes.toByteArray(), charset))
                .append(text.substring(end))
                .toString();
    }

    private static byte[] quoted(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            int high = next == '=' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes((next == '_' ? " " : String.valueOf(next)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
