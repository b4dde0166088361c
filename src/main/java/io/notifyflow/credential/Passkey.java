package io.notifyflow.credential;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A passkey as its owner sees it.
 *
 * @param verifiesUser whether it asks for a PIN, a finger or a face, so that it signs in without a password
 * @param backedUp     whether its owner's other devices have it, too
 */
public record Passkey(
        UUID id, String name, boolean verifiesUser, boolean backedUp, Instant addedAt, @Nullable Instant lastUsedAt) {}
