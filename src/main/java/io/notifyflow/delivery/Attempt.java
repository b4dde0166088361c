package io.notifyflow.delivery;

import io.notifyflow.event.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished attempt to send a message, and what follows from it.
 *
 * @param results   of each delivery in the message, in its order
 * @param circuit   how the destination does after it
 * @param closedFor how long the destination is not to be called; zero if it may be at once
 * @param failure   why the destination can take nothing until somebody acts; null mostly
 */
public record Attempt(
        DeliveryBatch batch,
        Instant startedAt,
        Duration duration,
        Classified classified,
        List<Result> results,
        Circuit circuit,
        Duration closedFor,
        @Nullable String failure) {

    static final String PENDING = "pending";
    static final String DELIVERED = "delivered";
    static final String DEAD = "dead";

    /**
     * @param status  the delivery's new status: pending, delivered or dead
     * @param retryIn for a pending delivery: until its next attempt
     */
    public record Result(Delivery delivery, String status, Duration retryIn) {

        /** Counted from 1. */
        public int number() {
            return delivery.attempts() + 1;
        }

        public boolean delivered() {
            return status.equals(DELIVERED);
        }

        public boolean dead() {
            return status.equals(DEAD);
        }

        public boolean pending() {
            return status.equals(PENDING);
        }
    }

    public Attempt {
        results = List.copyOf(results);
    }

    public AttemptOutcome outcome() {
        return classified.outcome();
    }

    public boolean delivered() {
        return outcome() instanceof AttemptOutcome.Delivered;
    }

    /** Whether nothing can be delivered there until somebody acts. */
    public boolean destinationFailed() {
        return failure != null;
    }

    /** Whether the destination does not exist any more, and must never be called again. */
    public boolean gone() {
        return outcome() instanceof AttemptOutcome.DestinationGone;
    }

    /** Whether the message was refused for one of its events, which is found by sending each alone. */
    public boolean split() {
        return refusedForItsContent(batch, outcome());
    }

    static boolean refusedForItsContent(DeliveryBatch batch, AttemptOutcome outcome) {
        return batch.size() > 1 && outcome instanceof AttemptOutcome.Rejected rejected && !rejected.everyMessage();
    }

    public boolean anyDead() {
        return results.stream().anyMatch(Result::dead);
    }

    public List<DeadLetter> deadLetters() {
        return results.stream()
                .filter(Result::dead)
                .map(result -> new DeadLetter(
                        result.delivery().id(),
                        result.delivery().event().id(),
                        result.delivery().target().id(),
                        result.delivery().event().accountId(),
                        outcome().detail()))
                .toList();
    }
}
