package io.notifyflow.delivery;

import io.notifyflow.event.DeadLetter;
import java.time.Duration;
import java.time.Instant;

/**
 * A finished attempt and what follows from it.
 *
 * @param number        counted from 1
 * @param status        the delivery's new status: pending, delivered or dead
 * @param nextAttemptAt for a pending delivery
 */
public record Attempt(
        Delivery delivery,
        int number,
        Instant startedAt,
        Duration duration,
        Classified classified,
        String status,
        Instant nextAttemptAt) {

    static final String PENDING = "pending";
    static final String DELIVERED = "delivered";
    static final String DEAD = "dead";

    public AttemptOutcome outcome() {
        return classified.outcome();
    }

    public boolean delivered() {
        return status.equals(DELIVERED);
    }

    public boolean dead() {
        return status.equals(DEAD);
    }

    /** Whether nothing can be delivered there until somebody acts. */
    public boolean destinationFailed() {
        return outcome() instanceof AttemptOutcome.DestinationGone
                || outcome() instanceof AttemptOutcome.CredentialsRefused;
    }

    public DeadLetter deadLetter() {
        return new DeadLetter(
                delivery.id(),
                delivery.event().id(),
                delivery.event().accountId(),
                outcome().detail());
    }
}
