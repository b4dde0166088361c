package io.notifyflow.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An outcome with what else was read from the answer.
 *
 * @param httpStatus null where no answer came
 * @param errorCode  the destination's own code, where its answer had one
 * @param closedFor  how long the destination takes no further call: its rate limit bucket is empty; null if it is not
 */
public record Classified(
        AttemptOutcome outcome,
        @Nullable Integer httpStatus,
        @Nullable Integer errorCode,
        @Nullable Duration closedFor) {

    public static Classified of(AttemptOutcome outcome) {
        return new Classified(outcome, null, null, null);
    }

    /** The same with the destination's own code. */
    public Classified withErrorCode(@Nullable Integer code) {
        return new Classified(outcome, httpStatus, code, closedFor);
    }
}
