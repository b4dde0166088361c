package io.notifyflow.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Discord's ids: milliseconds since 2015 in the upper 42 bits, sent as decimal strings. */
final class Snowflakes {

    /** https://discord.com/developers/docs/reference#snowflakes */
    private static final long DISCORD_EPOCH_MILLIS = 1_420_070_400_000L;

    private static final int TIME_SHIFT = 22;

    private static final Pattern SNOWFLAKE = Pattern.compile("[0-9]{1,20}");

    private Snowflakes() {}

    static boolean isSnowflake(String text) {
        return SNOWFLAKE.matcher(text).matches();
    }

    /** The id as a number; 0, which is nobody's, where the text is none. */
    static long parse(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    /** The id of something made at this instant, later than every id given out before. */
    static long after(long previous, Instant time) {
        return Math.max(previous + 1, (time.toEpochMilli() - DISCORD_EPOCH_MILLIS) << TIME_SHIFT);
    }

    static Instant timeOf(long snowflake) {
        return Instant.ofEpochMilli((snowflake >> TIME_SHIFT) + DISCORD_EPOCH_MILLIS);
    }

    /**
     * The id that always belongs to this owner. Derived rather than remembered, so that a channel cached by a client
     * is still the same one after a restart, and in every replica.
     */
    static String derived(String kind, String owner) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((kind + ':' + owner).getBytes(StandardCharsets.UTF_8));
            long bits = 0;
            for (int index = 0; index < Long.BYTES; index++) {
                bits = bits << Byte.SIZE | (digest[index] & 0xff);
            }
            // 60 bits keep it at the length of a real id.
            return Long.toString(bits >>> 4 | 1L << 59);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", missing);
        }
    }
}
