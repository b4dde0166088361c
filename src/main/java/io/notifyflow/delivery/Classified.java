package io.notifyflow.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An outcome with what else was read from the answer.
 *
 * @param httpStatus null where no answer came
 * @param errorCode  the destination's own code, where its answer had one
 * @param closedFor  how long the destination takes no further call: its rate limit bucket is empty; null if it is not
 * @param sent       whether the message may have left the hub; false only where it certainly has not
 */
public record Classified(
        AttemptOutcome outcome,
        @Nullable Integer httpStatus,
        @Nullable Integer errorCode,
        @Nullable Duration closedFor,
        boolean sent) {

    public Classified(
            AttemptOutcome outcome,
            @Nullable Integer httpStatus,
            @Nullable Integer errorCode,
            @Nullable Duration closedFor) {
        this(outcome, httpStatus, errorCode, closedFor, true);
    }

    public static Classified of(AttemptOutcome outcome) {
        return new Classified(outcome, null, null, null);
    }

    /** For what came before the message was sent. */
    public static Classified unsent(AttemptOutcome outcome) {
        return new Classified(outcome, null, null, null, false);
    }

    /** The same with the destination's own code. */
    public Classified withErrorCode(@Nullable Integer code) {
        return new Classified(outcome, httpStatus, code, closedFor, sent);
    }
}
