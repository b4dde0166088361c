package io.notifyflow.source.request;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What arrived at a source, or was found at one that is asked, and what became of it.
 *
 * @param type     of the source
 * @param status   of the answer; null for what the hub asked for
 * @param problem  the name of the problem that it was answered with; null for none
 * @param reason   for people: why it was ignored or refused; null where nothing needs to be explained
 * @param told     events that were accepted
 * @param repeated events that were accepted before
 * @param refused  events, or items, that were not accepted
 * @param events   ids of the first few
 * @param payload  what was sent; null where nothing was, or nothing was read
 */
public record RecordedRequest(
        UUID source,
        String type,
        Instant at,
        Outcome outcome,
        @Nullable Integer status,
        @Nullable String problem,
        @Nullable String reason,
        int told,
        int repeated,
        int refused,
        List<UUID> events,
        @Nullable Payload payload) {

    public RecordedRequest {
        events = List.copyOf(events);
    }

    /** What makes requests alike, where many come: never a text of a stranger, of which there is no end. */
    String likeness() {
        return outcome + " " + status + " " + problem;
    }

    /** Whether its beginning is kept: what was told is seen in its events. */
    boolean keepsExcerpt() {
        return outcome == Outcome.REFUSED || outcome == Outcome.IGNORED || refused > 0;
    }
}
