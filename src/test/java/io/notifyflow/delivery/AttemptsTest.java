package io.notifyflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.EventIds;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final DeliverySettings SETTINGS = new DeliverySettings(
            List.of(RETRY, RETRY),
            1,
            1,
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofHours(24),
            new DeliverySettings.Breaker(3, Duration.ofSeconds(30), Duration.ofMinutes(15)));

    private final Attempts attempts =
            new Attempts(new RetrySchedule(SETTINGS), new CircuitBreaker(SETTINGS), Clock.fixed(NOW, ZoneOffset.UTC));

    /** Outcome, then what becomes of a delivery whose first attempt it is, and of the destination. */
    static Stream<Arguments> outcomes() {
        return Stream.of(
                arguments(new AttemptOutcome.Delivered("1"), "delivered", Duration.ZERO, false, 0),
                arguments(
                        new AttemptOutcome.Throttled(Duration.ofSeconds(7), "slow down"),
                        "pending",
                        Duration.ofSeconds(7),
                        false,
                        0),
                arguments(
                        new AttemptOutcome.Throttled(Duration.ZERO, "slow down"),
                        "pending",
                        Duration.ofMillis(50),
                        false,
                        0),
                arguments(new AttemptOutcome.Retry("500"), "pending", RETRY, false, 1),
                arguments(new AttemptOutcome.Unknown("no answer"), "pending", RETRY, false, 1),
                arguments(new AttemptOutcome.Rejected("too long", false), "dead", Duration.ZERO, false, 0),
                arguments(new AttemptOutcome.Rejected("blocked", true), "dead", Duration.ZERO, false, 1),
                arguments(new AttemptOutcome.DestinationGone("gone"), "dead", Duration.ZERO, true, 1),
                arguments(new AttemptOutcome.CredentialsRefused("token", false), "pending", Duration.ZERO, true, 1),
                arguments(
                        new AttemptOutcome.CredentialsRefused("bot", true),
                        "pending",
                        Duration.ofSeconds(30),
                        false,
                        0));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void drawsTheConsequences(
            AttemptOutcome outcome, String status, Duration retryIn, boolean destinationFailed, int failures) {
        Attempt attempt = attempts.finish(message(1, 0, Circuit.CLOSED), NOW, Classified.of(outcome));

        assertThat(attempt.results()).singleElement().satisfies(result -> {
            assertThat(result.status()).isEqualTo(status);
            assertThat(result.retryIn())
                    .isBetween(
                            retryIn.multipliedBy(8).dividedBy(10),
                            retryIn.multipliedBy(12).dividedBy(10));
        });
        assertThat(attempt.destinationFailed()).isEqualTo(destinationFailed);
        assertThat(attempt.circuit().failures()).isEqualTo(failures);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                arguments(new ConnectException("refused"), "retry"),
                arguments(new UnknownHostException("discord.com"), "retry"),
                arguments(new NoRouteToHostException("unreachable"), "retry"),
                arguments(new SSLHandshakeException("certificate"), "retry"),
                arguments(new SocketTimeoutException("Connect timed out"), "retry"),
                arguments(new SocketTimeoutException("Read timed out"), "unknown"),
                arguments(new SocketException("Connection reset"), "unknown"),
                arguments(new EOFException("end"), "unknown"),
                arguments(new IOException("broken pipe"), "unknown"),
                arguments(new IllegalStateException("a defect"), "retry"),
                arguments(
                        new AttemptFailed(Classified.of(new AttemptOutcome.Rejected("no address", true))), "rejected"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void understandsAFailureWithoutAnAnswer(Exception failure, String outcome) {
        assertThat(attempts.failed(failure).outcome().label()).isEqualTo(outcome);
    }

    @Test
    void neverQuotesALibrarysMessage() {
        var leaky = new IOException("POST https://discord.com/api/webhooks/1/secret-token failed");

        assertThat(attempts.failed(leaky).outcome().detail()).doesNotContain("secret-token");
        assertThat(attempts.failed(new IllegalStateException(leaky.getMessage()))
                        .outcome()
                        .detail())
                .doesNotContain("secret-token");
    }

    @Test
    void givesUpAfterTheLastRetryEachEventForItself() {
        var tired = message(1, 2, Circuit.CLOSED).first();
        var fresh = message(1, 0, Circuit.CLOSED).first();
        var both = new DeliveryBatch(EventIds.next(), List.of(tired, fresh), Circuit.CLOSED);

        Attempt attempt = attempts.finish(both, NOW, Classified.of(new AttemptOutcome.Retry("500")));

        assertThat(attempt.results()).extracting(Attempt.Result::status).containsExactly("dead", "pending");
        assertThat(attempt.deadLetters()).hasSize(1);
    }

    @Test
    void sendsEachEventAloneWhenTheMessageAsAWholeIsRefused() {
        Classified refused = Classified.of(new AttemptOutcome.Rejected("malformed", false));

        Attempt attempt = attempts.finish(message(4, 0, Circuit.CLOSED), NOW, refused);

        assertThat(attempt.split()).isTrue();
        assertThat(attempt.results()).extracting(Attempt.Result::status).containsOnly("pending");
    }

    @Test
    void keepsWhatFailedEquallyOftenTogether() {
        Attempt attempt = attempts.finish(
                message(10, 1, Circuit.CLOSED), NOW, Classified.of(new AttemptOutcome.Unknown("no answer")));

        assertThat(attempt.results())
                .extracting(Attempt.Result::retryIn)
                .containsOnly(attempt.results().getFirst().retryIn());
    }

    @Test
    void opensTheCircuitForLongerEachTime() {
        Classified failed = Classified.of(new AttemptOutcome.Retry("500"));
        var seconds = IntStream.of(1, 2, 3, 4, 30)
                .mapToObj(before -> attempts.finish(message(1, 0, new Circuit(before, NOW)), NOW, failed)
                        .closedFor()
                        .toSeconds())
                .toList();

        assertThat(seconds.get(0)).isZero();
        assertThat(seconds.get(1)).isBetween(24L, 36L);
        assertThat(seconds.get(2)).isBetween(48L, 72L);
        assertThat(seconds.get(3)).isBetween(96L, 144L);
        assertThat(seconds.get(4)).isBetween(720L, 1080L);
    }

    @Test
    void closesTheCircuitWithTheFirstCallThatSucceeds() {
        Attempt attempt = attempts.finish(
                message(1, 0, new Circuit(9, NOW)), NOW, Classified.of(new AttemptOutcome.Delivered("1")));

        assertThat(attempt.circuit()).isEqualTo(Circuit.CLOSED);
        assertThat(attempt.closedFor()).isZero();
    }

    @Test
    void givesADestinationUpThatFailedForTooLong() {
        Classified failed = Classified.of(new AttemptOutcome.Retry("500"));
        var almost = new Circuit(9, NOW.minus(Duration.ofHours(23)));
        var tooLong = new Circuit(9, NOW.minus(Duration.ofHours(24)));

        assertThat(attempts.finish(message(1, 0, almost), NOW, failed).failure())
                .isNull();
        assertThat(attempts.finish(message(1, 0, tooLong), NOW, failed).failure())
                .contains("Every call has failed since")
                .contains("500");
    }

    private static DeliveryBatch message(int size, int failures, Circuit circuit) {
        var target = new Target(
                EventIds.next(), EventIds.next(), "main", "discord-webhook", Map.of(), null, Batching.AUTO, null);
        List<Delivery> deliveries = IntStream.range(0, size)
                .mapToObj(i -> new Delivery(
                        EventIds.next(),
                        new Event(
                                EventIds.next(),
                                EventIds.next(),
                                new EventContent("sale", null, null, Map.of(), null, null, null)),
                        target,
                        null,
                        null,
                        failures,
                        failures,
                        Instant.EPOCH,
                        null,
                        "default",
                        true))
                .toList();
        return new DeliveryBatch(EventIds.next(), deliveries, circuit);
    }
}
