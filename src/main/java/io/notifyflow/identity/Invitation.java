package io.notifyflow.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link that is valid once.
 *
 * @param email  who is meant; null for the link of an owner
 * @param person who sets a new password with it; null for somebody who comes
 * @param resetsSecondFactor whether it also removes that person's second factors, for whoever has lost them
 */
public record Invitation(
        UUID id,
        UUID account,
        @Nullable String email,
        Role role,
        @Nullable UUID person,
        Instant madeAt,
        Instant expiresAt,
        boolean resetsSecondFactor) {}
