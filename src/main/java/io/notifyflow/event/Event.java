package io.notifyflow.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An accepted event: it has been committed and will not be lost.
 *
 * @param id      UUIDv7; its time is the time of acceptance
 * @param content as the client sent it
 * @param added   fields that rules of the operator added since
 */
public record Event(UUID id, UUID accountId, EventContent content, List<AddedField> added) {

    public Event {
        added = List.copyOf(added);
    }

    /** To which no rule has added anything. */
    public Event(UUID id, UUID accountId, EventContent content) {
        this(id, accountId, content, List.of());
    }

    /** What destinations are told: the client's content with the fields that were added, which come last. */
    public EventContent enriched() {
        if (added.isEmpty()) {
            return content;
        }
        Map<String, FieldValue> fields = new LinkedHashMap<>(content.fields());
        added.forEach(field -> fields.putIfAbsent(field.name(), field.value()));
        return content.withFields(fields);
    }

    /** Whether it has a field of that name, from its client or from a rule. */
    boolean hasField(String name) {
        return content.fields().containsKey(name)
                || added.stream().anyMatch(field -> field.name().equals(name));
    }

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
