package io.notifyflow.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it may be shown.
 *
 * @param hint       its beginning
 * @param signed     whether its requests must be signed
 * @param lastUsedAt to half a minute; null if it was never used
 * @param replacedBy the key that takes its place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
        UUID keyId,
        String name,
        String hint,
        List<String> scopes,
        boolean signed,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable UUID replacedBy) {}
