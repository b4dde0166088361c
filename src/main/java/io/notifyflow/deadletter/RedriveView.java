package io.notifyflow.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the redrive of a set has come.
 *
 * @param status   running, finished or cancelled
 * @param filter   empty for all dead letters
 * @param total    letters when it began
 * @param redriven letters put back into the queue so far
 * @param skipped  once it has finished: letters that somebody else redrove, that expired or lost their destination
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RedriveView(
        UUID redriveId,
        String status,
        LetterFilter filter,
        long total,
        long redriven,
        long skipped,
        int perSecond,
        Instant startedAt,
        @Nullable Instant finishedAt) {

    /** The latest, newest first. */
    record Recent(List<RedriveView> redrives) {}
}
