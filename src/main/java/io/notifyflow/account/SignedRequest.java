package io.notifyflow.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request with its signature. Version 2 signs the lines id, time, method and path, each ended by a line feed, and then
 * the body: no header, method or path can hold a line feed, so no part can be taken for another. Version 1 is that of
 * Standard Webhooks, which covers neither method nor path.
 *
 * @param id        unique to the request
 * @param time      in seconds
 * @param signature one or more, separated by spaces, each with its version: {@code v2,…}
 * @param method    in capitals
 * @param path      with the query, as it is on the request's first line
 */
public record SignedRequest(
        @Nullable String id,
        @Nullable String time,
        @Nullable String signature,
        String method,
        String path,
        byte[] body) {

    private static final String VERSION_1 = "v1";
    private static final String VERSION_2 = "v2";

    /**
     * Whether one of the signatures is valid at this moment; compares in a time that says nothing about the secret.
     *
     * @param versions that are accepted
     */
    boolean valid(String secret, Set<String> versions, Instant now) {
        if (id == null || id.isEmpty() || time == null || signature == null || !StandardWebhooks.recent(time, now)) {
            return false;
        }
        return versions.contains(VERSION_2) && matches(sign(secret, id, time, method, path, body), signature)
                || versions.contains(VERSION_1) && matches(StandardWebhooks.sign(secret, id, time, body), signature);
    }

    /** The signature of version 2, {@code v2,…}. */
    public static String sign(String secret, String id, String time, String method, String path, byte[] body) {
        String head = String.join("\n", id, time, method, path) + "\n";
        return VERSION_2 + "," + StandardWebhooks.hmac(secret, head, body);
    }

    private static boolean matches(String expected, String signatures) {
        byte[] right = expected.getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(signatures.split(" "))
                .anyMatch(sent -> MessageDigest.isEqual(right, sent.getBytes(StandardCharsets.UTF_8)));
    }
}
