package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
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
     * @param secret     Base64, with {@code whsec_} before it or without, as the senders' libraries read it; without it the
     *                   text itself is tried, too, as is one that is no Base64
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
        String head = head(id, time);
        boolean valid = false;
        for (byte[] key : keys(secret)) {
            byte[] expected = bytes(VERSION + hmac(key, head, body));
            for (String sent : signatures.split(" ")) {
                valid |= MessageDigest.isEqual(expected, bytes(sent));
            }
        }
        return valid;
    }

    /** The signature with its version, {@code v1,…}. */
    public static String sign(String secret, String id, String time, byte[] body) {
        return VERSION + hmac(secret, head(id, time), body);
    }

    private static String head(String id, String time) {
        return id + "." + time + ".";
    }

    /** The HMAC-SHA256 in Base64 of a head and a body. */
    static String hmac(String secret, String head, byte[] body) {
        return hmac(keys(secret).getFirst(), head, body);
    }

    private static String hmac(byte[] key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(bytes(head));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    /** The likeliest first. */
    private static List<byte[]> keys(String secret) {
        boolean prefixed = secret.startsWith(WHSEC);
        byte[] decoded = decoded(prefixed ? secret.substring(WHSEC.length()) : secret);
        // No key can be empty, and "whsec_" alone has to be taken as it is.
        if (decoded.length == 0) {
            return List.of(bytes(secret));
        }
        return prefixed ? List.of(decoded) : List.of(decoded, bytes(secret));
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
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
