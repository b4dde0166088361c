package io.notifyflow.dashboard.events;

import io.notifyflow.event.Event;
import io.notifyflow.event.FieldValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as one line of a table. */
public record EventRow(Event event, String status) {

    public UUID id() {
        return event.id();
    }

    public Instant at() {
        return event.acceptedAt();
    }

    /** Its title; without one, its text. */
    public String text() {
        String title = event.content().title();
        String description = event.content().description();
        return title != null ? title : description != null ? description : "";
    }

    public @Nullable String field(String name) {
        FieldValue value = event.content().fields().get(name);
        return value == null ? null : value.toString();
    }
}
