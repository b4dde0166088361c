package io.notifyflow.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An accepted event: it has been committed and will not be lost.
 *
 * @param id UUIDv7; its time is the time of acceptance
 */
public record Event(UUID id, UUID accountId, EventContent content) {

    public String category() {
        return content.category();
    }

    /** When it was accepted, to the millisecond, as its id says. */
    public Instant acceptedAt() {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** When it happened: the client's word, or the time of acceptance. */
    public Instant occurredAt() {
        return content.occurredAt() == null ? acceptedAt() : content.occurredAt();
    }
}
