package io.notifyflow.event;

import java.nio.charset.StandardCharsets;

/** Decodes percent-encoded text of addresses, forms and headers strictly: what is no UTF-8 is refused, not replaced. */
public final class PercentEncoding {

    private static final int HEX = 16;

    private PercentEncoding() {}

    /**
     * Text of a form or a query, in which a plus is a space.
     *
     * @throws IllegalArgumentException if an escape is malformed, or the bytes are not UTF-8
     */
    public static String decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    /**
     * Text of a path or a header, in which a plus is a plus.
     *
     * @throws IllegalArgumentException if an escape is malformed, or the bytes are not UTF-8
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[encoded.length];
        int length = 0;
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                decoded[length++] = octet(encoded, i);
                i += 2;
            } else {
                decoded[length++] = encoded[i];
            }
        }
        byte[] bytes = java.util.Arrays.copyOf(decoded, length);
        if (!Utf8.valid(bytes)) {
            throw new IllegalArgumentException("The percent-encoded bytes are not valid UTF-8");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte octet(byte[] encoded, int percent) {
        if (percent + 2 < encoded.length) {
            int high = Character.digit(encoded[percent + 1], HEX);
            int low = Character.digit(encoded[percent + 2], HEX);
            if (high >= 0 && low >= 0) {
                return (byte) (high * HEX + low);
            }
        }
        throw new IllegalArgumentException("A percent sign has no two hexadecimal digits after it");
    }
}
