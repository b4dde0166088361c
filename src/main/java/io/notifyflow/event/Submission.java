package io.notifyflow.event;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A valid request to accept an event; nothing is stored yet. */
public record Submission(EventContent content, @Nullable IdempotencyKey idempotency) {

    /**
     * A client's promise that two requests with the same key are one.
     *
     * @param key    as the client sent it, at most 255 printable characters
     * @param digest SHA-256 of the content, 32 bytes: the same key with another content is a mistake
     */
    public record IdempotencyKey(String key, byte[] digest) {

        public boolean hasDigest(byte[] other) {
            return Arrays.equals(digest, other);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof IdempotencyKey that && key.equals(that.key) && Arrays.equals(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, Arrays.hashCode(digest));
        }

        @Override
        public String toString() {
            return "IdempotencyKey[" + key + "]";
        }
    }
}
