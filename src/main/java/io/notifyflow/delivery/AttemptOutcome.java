package io.notifyflow.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one attempt came to, as the destination's answer is understood. */
public sealed interface AttemptOutcome {

    /** For people, without secrets. */
    String detail();

    /**
     * The destination has it.
     *
     * @param note what was left out of the message so that it was taken; null for nothing
     */
    record Delivered(@Nullable String externalId, @Nullable String note) implements AttemptOutcome {

        public Delivered(@Nullable String externalId) {
            this(externalId, null);
        }

        @Override
        public String detail() {
            return note == null ? "delivered" : note;
        }
    }

    /** Too early: not to be called again before the time is over. It does not count as a failure. */
    record Throttled(Duration retryAfter, String detail) implements AttemptOutcome {}

    /** Something passing: try again after a while. */
    record Retry(String detail) implements AttemptOutcome {}

    /**
     * This message will never be taken.
     *
     * @param everyMessage whether the recipient would refuse any other, too
     */
    record Rejected(String detail, boolean everyMessage) implements AttemptOutcome {}

    /** The destination does not exist any more, so nothing will ever be taken. */
    record DestinationGone(String detail) implements AttemptOutcome {}

    /**
     * Our credentials are refused: every further call would be, too, until somebody changes them.
     *
     * @param ofSender whether they are the hub's own, such as a bot's token, and not the destination's
     */
    record CredentialsRefused(String detail, boolean ofSender) implements AttemptOutcome {}

    /** The destination may have it or not; what it answered cannot be read, or nothing came. */
    record Unknown(String detail) implements AttemptOutcome {}

    /** The name in rows, logs and metrics. */
    default String label() {
        return switch (this) {
            case Delivered delivered -> "delivered";
            case Throttled throttled -> "throttled";
            case Retry retry -> "retry";
            case Rejected rejected -> "rejected";
            case DestinationGone gone -> "destination_gone";
            case CredentialsRefused refused -> "credentials_refused";
            case Unknown unknown -> "unknown";
        };
    }
}
