package io.notifyflow.account;

import io.notifyflow.event.Problem;
import java.util.Optional;
import java.util.UUID;

/** The addresses of sources, at which foreign webhooks arrive. */
public interface SourceAddresses {

    /** The same for a key that is none, was revoked or belongs to another type: no answer helps to guess one. */
    Problem UNKNOWN = Problem.of(
            "unknown-source",
            "There is no such source",
            404,
            "The address has an unknown or revoked key, or another type; \"sources list\" shows those there are");

    /**
     * Finds the account of the source that has this address. Waits for the database.
     *
     * @return empty for an unknown address
     */
    Optional<UUID> account(String type, String key);
}
