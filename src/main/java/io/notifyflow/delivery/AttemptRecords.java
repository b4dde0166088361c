package io.notifyflow.delivery;

import io.notifyflow.delivery.Attempt.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Attempts as the parameters of {@code sql/record-attempts.sql}, by name. Times to come are given as seconds from
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

    Map<String, @Nullable Object> parameters(List<Attempt> attempts) {
        var parameters = new HashMap<String, @Nullable Object>();
        attempts(parameters, attempts);
        results(parameters, attempts);
        lanes(parameters, attempts.stream().filter(AttemptRecords::changesLane).toList());
        digests(
                parameters,
                attempts.stream()
                        .filter(attempt -> attempt.batch().digest() && attempt.delivered())
                        .toList());
        return parameters;
    }

    /** Whether it can be written by {@code sql/record-arrivals.sql}: the message arrived, and nothing else follows. */
    static boolean plainArrival(Attempt attempt) {
        return attempt.delivered() && note(attempt) == null && !attempt.batch().digest() && !changesLane(attempt);
    }

    /** The parameters of {@code sql/record-arrivals.sql}: one element a delivery. */
    Map<String, @Nullable Object> arrivals(List<Attempt> attempts) {
        var parameters = new HashMap<String, @Nullable Object>();
        var results = new ArrayList<Result>();
        var of = new ArrayList<Attempt>();
        for (Attempt attempt : attempts) {
            for (Result result : attempt.results()) {
                results.add(result);
                of.add(attempt);
            }
        }
        deliveries(parameters, results);
        parameters.put(
                "destinations", array(of, attempt -> attempt.batch().target().id(), UUID[]::new));
        parameters.put("accounts", array(of, AttemptRecords::account, UUID[]::new));
        parameters.put("messages", array(of, attempt -> attempt.batch().messageId(), UUID[]::new));
        parameters.put("startedAt", array(of, attempt -> attempt.startedAt().toString(), String[]::new));
        parameters.put(
                "durations", array(of, attempt -> (int) attempt.duration().toMillis(), Integer[]::new));
        parameters.put("httpStatuses", array(of, attempt -> attempt.classified().httpStatus(), Integer[]::new));
        parameters.put("externalIds", array(of, AttemptRecords::externalId, String[]::new));
        return parameters;
    }

    private static void deliveries(Map<String, @Nullable Object> parameters, List<Result> results) {
        parameters.put(
                "events", array(results, result -> result.delivery().event().id(), UUID[]::new));
        parameters.put("deliveries", array(results, result -> result.delivery().id(), UUID[]::new));
        parameters.put("reasons", array(results, result -> result.delivery().reason(), String[]::new));
    }

    private void attempts(Map<String, @Nullable Object> parameters, List<Attempt> attempts) {
        parameters.put(
                "destinations",
                array(attempts, attempt -> attempt.batch().target().id(), UUID[]::new));
        parameters.put("accounts", array(attempts, AttemptRecords::account, UUID[]::new));
        // Refused as a whole, it is not sent as a whole again.
        parameters.put(
                "messages",
                array(
                        attempts,
                        attempt -> attempt.split() ? null : attempt.batch().messageId(),
                        UUID[]::new));
        parameters.put("failures", array(attempts, attempt -> failed(attempt.outcome()) ? 1 : 0, Integer[]::new));
        parameters.put(
                "errors",
                array(attempts, attempt -> attempt.delivered() ? note(attempt) : detail(attempt), String[]::new));
        parameters.put("externalIds", array(attempts, AttemptRecords::externalId, String[]::new));
        parameters.put("possibleDuplicates", array(attempts, this::possibleDuplicate, Boolean[]::new));
        parameters.put("mayBeRead", array(attempts, this::mayBeRead, Boolean[]::new));
        parameters.put(
                "startedAt", array(attempts, attempt -> attempt.startedAt().toString(), String[]::new));
        parameters.put(
                "durations", array(attempts, attempt -> (int) attempt.duration().toMillis(), Integer[]::new));
        parameters.put("outcomes", array(attempts, attempt -> attempt.outcome().label(), String[]::new));
        parameters.put(
                "httpStatuses", array(attempts, attempt -> attempt.classified().httpStatus(), Integer[]::new));
        parameters.put(
                "errorCodes", array(attempts, attempt -> attempt.classified().errorCode(), Integer[]::new));
        parameters.put("details", array(attempts, AttemptRecords::detail, String[]::new));
    }

    private static void results(Map<String, @Nullable Object> parameters, List<Attempt> attempts) {
        var ordinals = new ArrayList<Integer>();
        var results = new ArrayList<Result>();
        for (int i = 0; i < attempts.size(); i++) {
            for (Result result : attempts.get(i).results()) {
                ordinals.add(i + 1);
                results.add(result);
            }
        }
        parameters.put("ordinals", ordinals.toArray(Integer[]::new));
        deliveries(parameters, results);
        parameters.put("statuses", array(results, Result::status, String[]::new));
        parameters.put("waits", array(results, result -> seconds(result.retryIn()), Double[]::new));
        parameters.put("stored", array(results, result -> result.delivery().stored(), Boolean[]::new));
    }

    private static boolean changesLane(Attempt attempt) {
        return attempt.closedFor().isPositive()
                || attempt.gone()
                || !attempt.circuit().equals(attempt.batch().circuit());
    }

    private static void lanes(Map<String, @Nullable Object> parameters, List<Attempt> attempts) {
        parameters.put(
                "lanes", array(attempts, attempt -> attempt.batch().target().lane(), UUID[]::new));
        parameters.put(
                "laneFailures", array(attempts, attempt -> attempt.circuit().failures(), Integer[]::new));
        parameters.put("laneFailingSince", array(attempts, AttemptRecords::failingSince, String[]::new));
        parameters.put("laneClosedFor", array(attempts, AttemptRecords::closedFor, Double[]::new));
        parameters.put("laneGone", array(attempts, attempt -> attempt.gone() ? detail(attempt) : null, String[]::new));
    }

    private static void digests(Map<String, @Nullable Object> parameters, List<Attempt> attempts) {
        parameters.put(
                "digested", array(attempts, attempt -> attempt.batch().target().id(), UUID[]::new));
        parameters.put(
                "digestWaits",
                array(attempts, attempt -> digestWait(attempt.batch().target()), Double[]::new));
    }

    private static UUID account(Attempt attempt) {
        return attempt.batch().first().event().accountId();
    }

    private static @Nullable String externalId(Attempt attempt) {
        return attempt.outcome() instanceof AttemptOutcome.Delivered done ? done.externalId() : null;
    }

    private static @Nullable String note(Attempt attempt) {
        return attempt.outcome() instanceof AttemptOutcome.Delivered done && done.note() != null
                ? detail(attempt)
                : null;
    }

    private boolean possibleDuplicate(Attempt attempt) {
        return attempt.outcome() instanceof AttemptOutcome.Unknown && repetitionIsSeen(attempt);
    }

    private boolean mayBeRead(Attempt attempt) {
        return attempt.classified().sent()
                && !kinds.of(attempt.batch().type())
                        .answeredByAService(attempt.batch().target());
    }

    private static @Nullable String failingSince(Attempt attempt) {
        Instant since = attempt.circuit().failingSince();
        return since == null ? null : since.toString();
    }

    private static @Nullable Double closedFor(Attempt attempt) {
        return attempt.closedFor().isPositive() ? seconds(attempt.closedFor()) : null;
    }

    private static double digestWait(Target target) {
        return target.digest() == null ? 0 : seconds(target.digest());
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

    private static <S, T> @Nullable T[] array(
            List<S> of, Function<S, @Nullable T> value, IntFunction<@Nullable T[]> array) {
        return of.stream().map(value).toArray(array);
    }
}
