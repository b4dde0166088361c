package io.notifyflow.billing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Keys under which Stripe does a thing once: the same for the same wish, however often and wherever it is made. Stripe
 * refuses a key that comes with other parameters, so all of them are part of it.
 */
final class IdempotencyKeys {

    private IdempotencyKeys() {}

    static String of(String what, Object... parts) {
        String text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("\n"));
        return "notifyflow-" + what + "-" + digest(text);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
