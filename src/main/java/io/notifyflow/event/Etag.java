package io.notifyflow.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Entity tags: whoever changes what another has changed meanwhile is told, instead of undoing it. */
public final class Etag {

    private static final int LENGTH = 16;

    private Etag() {}

    /** The tag of a state, quoted; a state is equal to another if it is written the same. */
    public static String of(Object state) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(state.toString().getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash).substring(0, LENGTH) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * @param ifMatch what the client has seen; null if it does not say, {@code *} if it does not care
     * @throws InvalidRequest (412) if the state is another by now
     */
    public static void require(@Nullable String ifMatch, Object state) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        // Camel takes the quotes off a value that it hands to a bean.
        String now = of(state).replace("\"", "");
        if (Arrays.stream(ifMatch.replace("\"", "").split(","))
                .map(String::strip)
                .noneMatch(now::equals)) {
            throw new InvalidRequest(Problem.of(
                    "precondition-failed",
                    "It has changed meanwhile",
                    412,
                    "The If-Match does not name the state as it is now; get it anew, and decide again"));
        }
    }
}
