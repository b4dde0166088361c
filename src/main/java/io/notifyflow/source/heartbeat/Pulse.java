package io.notifyflow.source.heartbeat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a heartbeat: the cursor of its source.
 *
 * @param last    the last sign of life, or when one was first waited for
 * @param silent  that it stayed away was told
 * @param scanned until when events were looked at
 */
record Pulse(Instant last, boolean silent, Instant scanned) {

    /** What is to be told, if anything, and what is known from then on. */
    record Change(@Nullable String state, Pulse then) {}

    static Pulse of(JsonNode cursor, Instant now) {
        return cursor.has("last")
                ? new Pulse(
                        Instant.parse(cursor.path("last").asText()),
                        cursor.path("silent").asBoolean(),
                        Instant.parse(cursor.path("scanned").asText()))
                : new Pulse(now, false, now);
    }

    Instant due(Duration period) {
        return last.plus(period);
    }

    /**
     * @param heard the newest sign of life, if there was any
     */
    Change look(@Nullable Instant heard, Instant now, Duration period) {
        Instant newest = heard != null && heard.isAfter(last) ? heard : last;
        boolean alive = now.isBefore(newest.plus(period));
        if (alive == !silent) {
            // While it is silent the time of the last sign stays: it names what was told.
            return new Change(null, new Pulse(silent ? last : newest, silent, now));
        }
        return alive
                ? new Change("back", new Pulse(newest, false, now))
                : new Change("silent", new Pulse(newest, true, now));
    }
}
