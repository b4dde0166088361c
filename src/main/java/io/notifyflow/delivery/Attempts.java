package io.notifyflow.delivery;

import io.notifyflow.event.RouteStopped;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The one policy for every kind of destination: what an outcome means for the delivery. */
@Component("attempts")
public class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    /** What is asked to wait a moment still waits long enough not to become a busy loop; each time twice as long. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);
    /** Who asks for this much knows what it asks for. */
    private static final Duration HONEST_WAIT = Duration.ofSeconds(1);

    private static final int MAX_DOUBLINGS = 9;
    /** Nobody need look before somebody has acted; who does is not kept waiting either. */
    private static final Duration HELD = Duration.ofSeconds(30);

    private final RetrySchedule schedule;
    private final CircuitBreaker breaker;
    private final Clock clock;

    Attempts(RetrySchedule schedule, CircuitBreaker breaker, Clock clock) {
        this.schedule = schedule;
        this.breaker = breaker;
        this.clock = clock;
    }

    /** Draws the consequences of an attempt that began at {@code startedAt}. */
    public Attempt finish(DeliveryBatch batch, Instant startedAt, Classified classified) {
        Instant now = clock.instant();
        AttemptOutcome outcome = classified.outcome();
        Circuit circuit = breaker.after(batch.circuit(), outcome, now);
        Duration bucket = classified.closedFor() == null ? Duration.ZERO : classified.closedFor();
        Duration pause = circuit.equals(batch.circuit()) ? Duration.ZERO : breaker.pause(circuit);
        return new Attempt(
                batch,
                startedAt,
                Duration.between(startedAt, now),
                classified,
                results(batch, outcome),
                circuit,
                max(bucket, pause),
                failure(outcome, circuit, now));
    }

    private @Nullable String failure(AttemptOutcome outcome, Circuit circuit, Instant now) {
        boolean refused = outcome instanceof AttemptOutcome.CredentialsRefused credentials && !credentials.ofSender();
        return refused || outcome instanceof AttemptOutcome.DestinationGone
                ? outcome.detail()
                : breaker.givenUp(circuit, outcome, now).orElse(null);
    }

    private List<Attempt.Result> results(DeliveryBatch batch, AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Delivered delivered -> all(batch, Attempt.DELIVERED, Duration.ZERO);
            case AttemptOutcome.Rejected rejected ->
                Attempt.refusedForItsContent(batch, outcome)
                        ? all(batch, Attempt.PENDING, Duration.ZERO)
                        : all(batch, Attempt.DEAD, Duration.ZERO);
            case AttemptOutcome.DestinationGone gone -> all(batch, Attempt.DEAD, Duration.ZERO);
            case AttemptOutcome.CredentialsRefused refused ->
                all(batch, Attempt.PENDING, refused.ofSender() ? HELD : Duration.ZERO);
            case AttemptOutcome.Throttled throttled -> all(batch, Attempt.PENDING, throttledWait(batch, throttled));
            case AttemptOutcome.Retry retry -> retryOrDie(batch);
            case AttemptOutcome.Unknown unknown -> retryOrDie(batch);
        };
    }

    private static List<Attempt.Result> all(DeliveryBatch batch, String status, Duration wait) {
        return batch.deliveries().stream()
                .map(delivery -> new Attempt.Result(delivery, status, wait))
                .toList();
    }

    /** Of a receiver that says "at once" again and again, each call is one that it refuses. */
    private static Duration throttledWait(DeliveryBatch batch, AttemptOutcome.Throttled throttled) {
        if (throttled.retryAfter().compareTo(HONEST_WAIT) >= 0) {
            return throttled.retryAfter();
        }
        int before = batch.first().attempts() - batch.first().failures();
        Duration grown = SHORTEST_WAIT.multipliedBy(1L << Math.clamp(before, 0, MAX_DOUBLINGS));
        return max(throttled.retryAfter(), grown);
    }

    /** Deliveries of one message that failed equally often stay together: they get the same wait. */
    private List<Attempt.Result> retryOrDie(DeliveryBatch batch) {
        var waits = new HashMap<Integer, Optional<Duration>>();
        return batch.deliveries().stream()
                .map(delivery -> waits.computeIfAbsent(delivery.failures() + 1, schedule::waitAfter)
                        .map(wait -> new Attempt.Result(delivery, Attempt.PENDING, wait))
                        .orElseGet(() -> new Attempt.Result(delivery, Attempt.DEAD, Duration.ZERO)))
                .toList();
    }

    /** What an exception on the way says: whether the destination can have got the message, above all. */
    public Classified failed(Exception failure) {
        return switch (failure) {
            case RouteStopped stopped ->
                Classified.unsent(new AttemptOutcome.Throttled(
                        HELD,
                        "An operator has stopped the route " + stopped.route() + "; it waits until that runs again"));
            case AttemptFailed known -> known.classified();
            case ConnectException refused -> unreached("The connection was refused");
            case UnknownHostException unknown -> unreached("The host name could not be resolved");
            case NoRouteToHostException unreachable -> unreached("The host cannot be reached");
            case SSLException tls
            when certificateRefused(tls) ->
                unreached("The TLS connection failed: the certificate is not valid for the host");
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
                ? unreached("The connection timed out")
                : Classified.of(new AttemptOutcome.Unknown("No answer came in time"));
    }

    /** Any other fault of TLS may be the receiver's answer to what it has read. */
    private static boolean certificateRefused(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    private static Classified unreached(String detail) {
        return Classified.unsent(new AttemptOutcome.Retry(detail));
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

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
