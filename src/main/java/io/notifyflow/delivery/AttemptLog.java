package io.notifyflow.delivery;

import io.notifyflow.delivery.Attempt.Result;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/**
 * Tells the world of a recorded attempt: one wide log line, the metrics, and whoever waits for the outcome.
 *
 * <p>A message of several events has one line. What they have in common stands there once; the rest is a list under the
 * plural name, in the order of the events.
 */
@Component("attemptLog")
class AttemptLog {

    private static final Logger log = LoggerFactory.getLogger("io.notifyflow.delivery.attempt");

    private final DeliveryMetrics metrics;
    private final OutcomeWaits waits;

    AttemptLog(DeliveryMetrics metrics, OutcomeWaits waits) {
        this.metrics = metrics;
        this.waits = waits;
    }

    void recorded(List<Attempt> attempts) {
        attempts.forEach(this::recorded);
    }

    private void recorded(Attempt attempt) {
        metrics.attempted(attempt);
        attempt.results()
                .forEach(result -> waits.changed(result.delivery().event().id()));
        if (log.isInfoEnabled()) {
            log(attempt);
        }
    }

    private static void log(Attempt attempt) {
        List<Result> results = attempt.results();
        LoggingEventBuilder line = log.atInfo();
        add(line, "event_id", "event_ids", results, result -> result.delivery()
                .event()
                .id());
        add(line, "account_id", attempt.batch().first().event().accountId());
        add(line, "delivery_id", "delivery_ids", results, result -> result.delivery()
                .id());
        add(line, "destination_id", attempt.batch().target().id());
        add(line, "destination_type", attempt.batch().type());
        add(line, "category", "categories", results, result -> result.delivery()
                .event()
                .category());
        add(line, "attempt", "attempts", results, Result::number);
        add(line, "outcome", attempt.outcome().label());
        add(line, "status", "statuses", results, Result::status);
        add(line, "http_status", attempt.classified().httpStatus());
        add(line, "error_code", attempt.classified().errorCode());
        add(line, "duration_ms", attempt.duration().toMillis());
        if (results.size() > 1) {
            add(line, "message_id", attempt.batch().messageId());
            add(line, "message_events", results.size());
        }
        if (!attempt.delivered()) {
            retries(line, results);
            add(line, "detail", attempt.outcome().detail());
        } else if (attempt.outcome() instanceof AttemptOutcome.Delivered done) {
            add(line, "note", done.note());
        }
        line.log("delivery attempt");
    }

    private static void retries(LoggingEventBuilder line, List<Result> results) {
        if (results.stream().anyMatch(Result::pending)) {
            add(
                    line,
                    "retry_in_ms",
                    "retries_in_ms",
                    results,
                    result -> result.pending() ? result.retryIn().toMillis() : "");
        }
    }

    private static void add(
            LoggingEventBuilder line, String one, String several, List<Result> results, Function<Result, Object> of) {
        List<Object> values = results.stream().map(of).toList();
        if (values.stream().distinct().count() == 1) {
            add(line, one, values.getFirst());
        } else {
            add(line, several, values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    private static void add(LoggingEventBuilder line, String key, @Nullable Object value) {
        if (value != null) {
            var unused = line.addKeyValue(key, value);
        }
    }
}
