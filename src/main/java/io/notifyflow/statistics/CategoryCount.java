package io.notifyflow.statistics;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a category of late.
 *
 * @param category in lower case
 * @param events   in the span that was asked for
 * @param days     events of each of the last days, the latest last
 * @param lastId   its last event; null if there was none
 */
public record CategoryCount(String category, long events, List<Long> days, @Nullable UUID lastId) {

    public @Nullable Instant lastAt() {
        return lastId == null ? null : Instant.ofEpochMilli(lastId.getMostSignificantBits() >>> 16);
    }
}
