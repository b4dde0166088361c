package io.notifyflow.delivery;

import org.jspecify.annotations.Nullable;

/**
 * An outcome with the numbers it was read from.
 *
 * @param httpStatus null where no answer came
 * @param errorCode  the destination's own code, where its answer had one
 */
public record Classified(AttemptOutcome outcome, @Nullable Integer httpStatus, @Nullable Integer errorCode) {

    public static Classified of(AttemptOutcome outcome) {
        return new Classified(outcome, null, null);
    }
}
