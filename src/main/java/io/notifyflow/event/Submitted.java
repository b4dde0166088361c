package io.notifyflow.event;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events of one foreign payload: the variable {@code submitted} of a source's route.
 *
 * @param told     events that were accepted now
 * @param repeated events that were accepted before
 * @param refused  events that were not accepted
 * @param events   ids of the first few that were accepted, now or before
 * @param problem  of the first that was refused; null if none was
 */
public record Submitted(int told, int repeated, int refused, List<UUID> events, @Nullable Problem problem) {

    /** How many ids are kept of a payload. */
    public static final int MOST_IDS = 10;

    public Submitted {
        events = List.copyOf(events);
    }
}
