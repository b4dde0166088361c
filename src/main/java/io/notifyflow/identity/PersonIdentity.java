package io.notifyflow.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a provider calls a person, who signs in with it.
 *
 * @param provider its name in the settings
 * @param label    their e-mail address or login there
 */
public record PersonIdentity(
        UUID id,
        UUID person,
        String provider,
        String subject,
        @Nullable String label,
        Instant linkedAt,
        @Nullable Instant lastSignInAt) {}
