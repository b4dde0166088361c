package io.notifyflow.source.request;

import io.notifyflow.event.Submitted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A row of the record: one request, or several that are alike.
 *
 * @param first the one that the row shows
 */
record RecordedRow(
        UUID id,
        RecordedRequest first,
        int requests,
        Instant lastAt,
        int told,
        int repeated,
        int refused,
        List<UUID> events) {

    static RecordedRow of(UUID id, RecordedRequest first) {
        return new RecordedRow(
                id, first, 1, first.at(), first.told(), first.repeated(), first.refused(), first.events());
    }

    /** With others of the same row. */
    RecordedRow and(RecordedRow more) {
        return new RecordedRow(
                id,
                first,
                requests + more.requests,
                more.lastAt.isAfter(lastAt) ? more.lastAt : lastAt,
                told + more.told,
                repeated + more.repeated,
                refused + more.refused,
                Stream.concat(events.stream(), more.events.stream())
                        .limit(Submitted.MOST_IDS)
                        .toList());
    }
}
