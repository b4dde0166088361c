package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures as Standard Webhooks and Svix have them: an HMAC-SHA256 of {@code id.time.body} in Base64, several for
 * several secrets.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
public final class StandardWebhooks {

    /** What was signed earlier or later may be a replay. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String WHSEC = "whsec_";
    private static final String VERSION = "v1,";

    private StandardWebhooks() {}

    /**
     * Compares in a time that tells nothing about the secret.
     *
     * @param secret     {@code whsec_} and Base64; anything else is taken as it is
     * @param time       in seconds
     * @param signatures separated by spaces
     */
    public static boolean valid(
            String secret,
            @Nullable String id,
            @Nullable String time,
            @Nullable String signatures,
            byte[] body,
            Instant now) {
        if (id == null || id.isEmpty() || time == null || signatures == null || !recent(time, now)) {
            return false;
        }
        byte[] expected = bytes(sign(secret, id, time, body));
        return Arrays.stream(signatures.split(" ")).anyMatch(sent -> MessageDigest.isEqual(expected, bytes(sent)));
    }

    /** The signature with its version, {@code v1,…}. */
    public static String sign(String secret, String id, String time, byte[] body) {
        return VERSION + hmac(secret, id + "." + time + ".", body);
    }

    /** The HMAC-SHA256 in Base64 of a head and a body. */
    static String hmac(String secret, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(secret), "HmacSHA256"));
            mac.update(bytes(head));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static byte[] key(String secret) {
        try {
            byte[] decoded = secret.startsWith(WHSEC)
                    ? Base64.getDecoder().decode(secret.substring(WHSEC.length()))
                    : bytes(secret);
            // No key can be empty, and "whsec_" alone has to be taken as it is.
            return decoded.length == 0 ? bytes(secret) : decoded;
        } catch (IllegalArgumentException notBase64) {
            return bytes(secret);
        }
    }

    /** Whether a time is at most the tolerance away. */
    static boolean recent(String seconds, Instant now) {
        try {
            Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
            return age.abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | ArithmeticException | DateTimeException noTime) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
