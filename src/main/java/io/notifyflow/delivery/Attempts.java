package io.notifyflow.delivery;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The one policy for every kind of destination: what an outcome means for the delivery. */
@Component("attempts")
public class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    /** What is asked to wait a moment still waits long enough not to become a busy loop. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);
    /** Held events of a destination whose credentials are refused: looked at again once somebody resumed it. */
    private static final Duration HELD = Duration.ZERO;

    private final RetrySchedule schedule;
    private final Clock clock;

    Attempts(RetrySchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Draws the consequences of an attempt that began at {@code startedAt}. */
    public Attempt finish(Delivery delivery, Instant startedAt, Classified classified) {
        Instant now = clock.instant();
        return switch (classified.outcome()) {
            case AttemptOutcome.Delivered delivered -> ended(delivery, startedAt, now, classified, Attempt.DELIVERED);
            case AttemptOutcome.Rejected rejected -> ended(delivery, startedAt, now, classified, Attempt.DEAD);
            case AttemptOutcome.DestinationGone gone -> ended(delivery, startedAt, now, classified, Attempt.DEAD);
            case AttemptOutcome.CredentialsRefused refused -> again(delivery, startedAt, now, classified, HELD);
            case AttemptOutcome.Throttled throttled ->
                again(delivery, startedAt, now, classified, max(throttled.retryAfter(), SHORTEST_WAIT));
            case AttemptOutcome.Retry retry -> retryOrDie(delivery, startedAt, now, classified);
            case AttemptOutcome.Unknown unknown -> retryOrDie(delivery, startedAt, now, classified);
        };
    }

    /** What an exception on the way says: whether the destination can have got the message, above all. */
    public Classified failed(Exception failure) {
        return switch (failure) {
            case AttemptFailed known -> known.classified();
            case ConnectException refused -> retry("The connection was refused");
            case UnknownHostException unknown -> retry("The host name could not be resolved");
            case NoRouteToHostException unreachable -> retry("The host cannot be reached");
            case SSLException tls -> retry("The TLS connection failed");
            case java.net.SocketTimeoutException late -> timeout(failure);
            case IOException broken ->
                Classified.of(new AttemptOutcome.Unknown("The connection broke before the answer"));
            default -> unforeseen(failure);
        };
    }

    private static Classified timeout(Exception failure) {
        boolean connecting = String.valueOf(failure.getMessage()).startsWith("Connect");
        return connecting
                ? retry("The connection timed out")
                : Classified.of(new AttemptOutcome.Unknown("No answer came in time"));
    }

    private static Classified retry(String detail) {
        return Classified.of(new AttemptOutcome.Retry(detail));
    }

    private static Classified unforeseen(Exception failure) {
        // The stack, not the message: what a library quotes in it may hold a URL with a token.
        log.error(
                "An attempt failed in a way that nobody foresaw: {}",
                failure.getClass().getName(),
                redacted(failure));
        return retry("The attempt failed inside the hub (" + failure.getClass().getSimpleName() + ")");
    }

    private static Exception redacted(Exception failure) {
        var stack = new IllegalStateException("redacted");
        stack.setStackTrace(failure.getStackTrace());
        return stack;
    }

    private Attempt retryOrDie(Delivery delivery, Instant startedAt, Instant now, Classified classified) {
        Optional<Duration> wait = schedule.waitAfter(delivery.failures() + 1);
        return wait.isPresent()
                ? again(delivery, startedAt, now, classified, wait.get())
                : ended(delivery, startedAt, now, classified, Attempt.DEAD);
    }

    private static Attempt again(
            Delivery delivery, Instant startedAt, Instant now, Classified classified, Duration wait) {
        return attempt(delivery, startedAt, now, classified, Attempt.PENDING, now.plus(wait));
    }

    private static Attempt ended(
            Delivery delivery, Instant startedAt, Instant now, Classified classified, String status) {
        return attempt(delivery, startedAt, now, classified, status, now);
    }

    private static Attempt attempt(
            Delivery delivery, Instant startedAt, Instant now, Classified classified, String status, Instant next) {
        return new Attempt(
                delivery,
                delivery.attempts() + 1,
                startedAt,
                Duration.between(startedAt, now),
                classified,
                status,
                next);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
