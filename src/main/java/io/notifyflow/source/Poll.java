package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source that is asked now, by this hub alone: the variable {@code poll} of a source's route. What the route leaves in
 * the variable {@code cursor} is the cursor of the next poll, once all that is new was accepted; what it leaves in the
 * variable {@code unreadable}, a list of texts, are the items that it left out, each with its id and the reason.
 *
 * @param now      the database's time
 * @param lease    until when no other hub asks it
 * @param cursor   an object; empty the first time
 * @param first    nothing was ever read from it
 * @param failures in a row until now
 * @param pingedAt when a heartbeat's address was last called
 */
public record Poll(
        Source source,
        Instant now,
        Instant lease,
        JsonNode cursor,
        boolean first,
        int failures,
        @Nullable Instant pingedAt) {

    public Duration period() {
        return PollSettings.minutes(source);
    }

    @Override
    public String toString() {
        return "Poll[" + source + "]";
    }
}
