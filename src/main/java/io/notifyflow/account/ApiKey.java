package io.notifyflow.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of a key whose hash was presented. */
record ApiKey(UUID accountId, byte[] hash, @Nullable Instant expiresAt) {

    boolean expired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
