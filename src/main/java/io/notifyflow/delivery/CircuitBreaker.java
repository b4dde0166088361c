package io.notifyflow.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * Leaves a destination alone that fails call after call, whichever event the call is about: the next one is a probe
 * after a pause that doubles, and after too long a time of failure somebody has to look at it.
 */
@Component
class CircuitBreaker {

    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 20;

    private final DeliverySettings.Breaker settings;
    private final Duration disableAfter;
    private final RandomGenerator random = RandomGenerator.getDefault();

    CircuitBreaker(DeliverySettings settings) {
        this.settings = settings.breaker();
        this.disableAfter = settings.disableAfter();
    }

    Circuit after(Circuit before, AttemptOutcome outcome, Instant now) {
        return switch (outcome) {
            case AttemptOutcome.Delivered delivered -> Circuit.CLOSED;
            case AttemptOutcome.Throttled throttled -> before;
            // It answered, and would take another message.
            case AttemptOutcome.Rejected rejected -> rejected.everyMessage() ? before.failed(now) : Circuit.CLOSED;
            case AttemptOutcome.CredentialsRefused refused -> refused.ofSender() ? before : before.failed(now);
            case AttemptOutcome.DestinationGone gone -> before.failed(now);
            case AttemptOutcome.Retry retry -> before.failed(now);
            case AttemptOutcome.Unknown unknown -> before.failed(now);
        };
    }

    /** How long the destination is left alone; zero while its circuit is closed. */
    Duration pause(Circuit circuit) {
        int beyond = circuit.failures() - settings.failures();
        if (beyond < 0) {
            return Duration.ZERO;
        }
        double pause = settings.pause().toNanos() * Math.pow(2, Math.min(beyond, MOST_DOUBLINGS));
        double shortened = Math.min(pause, settings.longestPause().toNanos());
        return Duration.ofNanos((long) (shortened * (1 + random.nextDouble(-JITTER, JITTER))));
    }

    /** Why the destination is given up, if it has failed for too long. */
    Optional<String> givenUp(Circuit circuit, AttemptOutcome outcome, Instant now) {
        Instant since = circuit.failingSince();
        boolean tooLong = since != null
                && disableAfter.isPositive()
                && Duration.between(since, now).compareTo(disableAfter) >= 0;
        return tooLong
                ? Optional.of("Every call has failed since " + since + " (" + circuit.failures() + " calls); the last: "
                        + outcome.detail())
                : Optional.empty();
    }
}
