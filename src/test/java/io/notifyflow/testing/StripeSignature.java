package io.notifyflow.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Signs as Stripe documents it, with nothing of the hub's code: HMAC written out from RFC 2104.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe's signatures</a>
 */
public final class StripeSignature {

    private static final int BLOCK = 64;

    private StripeSignature() {}

    /** The header of a webhook that was signed at this time. */
    public static String header(String secret, long seconds, String body) {
        return "t=" + seconds + ",v1=" + v1(secret, seconds, body);
    }

    public static String v1(String secret, long seconds, String body) {
        byte[] key = Arrays.copyOf(secret.getBytes(StandardCharsets.UTF_8), BLOCK);
        byte[] message = (seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        byte[] inner = sha256(padded(key, 0x36), message);
        return HexFormat.of().formatHex(sha256(padded(key, 0x5C), inner));
    }

    private static byte[] padded(byte[] key, int pad) {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (key[i] ^ pad);
        }
        return padded;
    }

    private static byte[] sha256(byte[] first, byte[] second) {
        try (var both = new java.io.ByteArrayOutputStream()) {
            both.write(first);
            both.write(second);
            return MessageDigest.getInstance("SHA-256").digest(both.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
