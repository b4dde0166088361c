package io.notifyflow.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What admission decided about one submission. */
public sealed interface Decision {

    /** Committed: the event will end delivered, dead-lettered, held or unrouted. */
    record Accepted(UUID eventId, @Nullable Quota quota) implements Decision {}

    /** The same Idempotency-Key and content were accepted before, as this event; nothing new was stored. */
    record Repeated(UUID eventId) implements Decision {}

    /** The Idempotency-Key was used before for another content. */
    record KeyReused(String key, UUID eventId) implements Decision {}

    /** The month's quota is used up; nothing was stored. */
    record OverQuota(Quota quota) implements Decision {}

    /** The account has no such category; nothing was stored. */
    record UnknownCategory(String category) implements Decision {}

    /**
     * The hub could not store it, or does not know whether it did: a retry with the same Idempotency-Key is safe.
     *
     * @param reason for the client, without names of what is behind the hub
     */
    record Unavailable(String reason) implements Decision {}

    /**
     * Where the account stands in this month.
     *
     * @param limit     events a month
     * @param remaining events left after this decision
     * @param resetsAt  the start of the next UTC month
     */
    record Quota(long limit, long remaining, Instant resetsAt) {}
}
