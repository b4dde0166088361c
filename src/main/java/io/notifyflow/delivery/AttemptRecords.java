package io.notifyflow.delivery;

import io.notifyflow.delivery.Attempt.Result;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * An attempt as the parameters of {@code sql/record-attempt.sql}, by name. Times to come are given as seconds from
 * now, by the database's clock: hubs' clocks may differ.
 */
@Component("attemptRecords")
class AttemptRecords {

    private static final int DETAIL_LENGTH = 500;
    private static final double NANOS = 1e9;
    /** Discord recognises a repeated nonce for a few minutes; a later repetition may be seen. */
    private static final Duration NONCE_REMEMBERED = Duration.ofMinutes(2);

    private final DestinationKinds kinds;

    AttemptRecords(DestinationKinds kinds) {
        this.kinds = kinds;
    }

    Map<String, @Nullable Object> parameters(Attempt attempt) {
        var parameters = new HashMap<String, @Nullable Object>();
        deliveries(parameters, attempt);
        outcome(parameters, attempt);
        lane(parameters, attempt);
        return parameters;
    }

    private static void deliveries(Map<String, @Nullable Object> parameters, Attempt attempt) {
        List<Result> results = attempt.results();
        parameters.put(
                "events", array(results, result -> result.delivery().event().id(), UUID[]::new));
        parameters.put("destination", attempt.batch().target().id());
        parameters.put("statuses", array(results, Result::status, String[]::new));
        parameters.put("waits", array(results, result -> seconds(result.retryIn()), Double[]::new));
        parameters.put("account", attempt.batch().first().event().accountId());
        // Refused as a whole, it is not sent as a whole again.
        parameters.put("messageId", attempt.split() ? null : attempt.batch().messageId());
    }

    private void outcome(Map<String, @Nullable Object> parameters, Attempt attempt) {
        AttemptOutcome outcome = attempt.outcome();
        parameters.put("failed", failed(outcome) ? 1 : 0);
        parameters.put("error", attempt.delivered() ? null : detail(attempt));
        parameters.put("externalId", outcome instanceof AttemptOutcome.Delivered done ? done.externalId() : null);
        parameters.put("possibleDuplicate", outcome instanceof AttemptOutcome.Unknown && repetitionIsSeen(attempt));
        parameters.put("startedAt", Timestamp.from(attempt.startedAt()));
        parameters.put("durationMillis", (int) attempt.duration().toMillis());
        parameters.put("outcome", outcome.label());
        parameters.put("httpStatus", attempt.classified().httpStatus());
        parameters.put("errorCode", attempt.classified().errorCode());
        parameters.put("detail", detail(attempt));
    }

    private static void lane(Map<String, @Nullable Object> parameters, Attempt attempt) {
        Circuit circuit = attempt.circuit();
        boolean closes = attempt.closedFor().isPositive();
        boolean changed =
                closes || attempt.gone() || !circuit.equals(attempt.batch().circuit());
        Instant since = circuit.failingSince();
        Target target = attempt.batch().target();
        parameters.put("changedLane", changed ? target.lane() : null);
        parameters.put("laneFailures", circuit.failures());
        parameters.put("laneFailingSince", since == null ? null : Timestamp.from(since));
        parameters.put("laneClosedFor", closes ? seconds(attempt.closedFor()) : null);
        parameters.put("laneGone", attempt.gone() ? detail(attempt) : null);
        parameters.put("digested", attempt.batch().digest() && attempt.delivered() ? target.id() : null);
        parameters.put("digestWait", target.digest() == null ? null : seconds(target.digest()));
    }

    private boolean repetitionIsSeen(Attempt attempt) {
        boolean late = attempt.results().getFirst().retryIn().compareTo(NONCE_REMEMBERED) > 0;
        return late || !kinds.of(attempt.batch().type()).recognisesRepeats();
    }

    private static boolean failed(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Retry || outcome instanceof AttemptOutcome.Unknown;
    }

    private static String detail(Attempt attempt) {
        String detail = attempt.split()
                ? "Refused as one message of " + attempt.batch().size() + " events, so each is sent alone: "
                        + attempt.outcome().detail()
                : attempt.outcome().detail();
        return detail.length() <= DETAIL_LENGTH ? detail : detail.substring(0, DETAIL_LENGTH);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    private static <T> T[] array(List<Result> results, Function<Result, T> value, IntFunction<T[]> array) {
        return results.stream().map(value).toArray(array);
    }
}
