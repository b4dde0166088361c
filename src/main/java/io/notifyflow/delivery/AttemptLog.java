package io.notifyflow.delivery;

import io.notifyflow.delivery.Attempt.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/**
 * Tells the world of a recorded attempt: one wide log line for each event in the message, the metrics, and whoever
 * waits for the outcome.
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

    Attempt recorded(Attempt attempt) {
        metrics.attempted(attempt);
        for (Result result : attempt.results()) {
            waits.changed(result.delivery().event().id());
            if (log.isInfoEnabled()) {
                log(attempt, result);
            }
        }
        return attempt;
    }

    private static void log(Attempt attempt, Result result) {
        Delivery delivery = result.delivery();
        LoggingEventBuilder line = log.atInfo();
        add(line, "event_id", delivery.event().id());
        add(line, "account_id", delivery.event().accountId());
        add(line, "delivery_id", delivery.id());
        add(line, "destination_id", delivery.target().id());
        add(line, "destination_type", delivery.target().type());
        add(line, "category", delivery.event().category());
        add(line, "attempt", result.number());
        add(line, "outcome", attempt.outcome().label());
        add(line, "status", result.status());
        add(line, "http_status", attempt.classified().httpStatus());
        add(line, "error_code", attempt.classified().errorCode());
        add(line, "duration_ms", attempt.duration().toMillis());
        if (attempt.batch().size() > 1) {
            add(line, "message_id", attempt.batch().messageId());
            add(line, "message_events", attempt.batch().size());
        }
        if (!attempt.delivered()) {
            add(line, "retry_in_ms", result.pending() ? result.retryIn().toMillis() : null);
            add(line, "detail", attempt.outcome().detail());
        }
        line.log("delivery attempt");
    }

    private static void add(LoggingEventBuilder line, String key, @Nullable Object value) {
        if (value != null) {
            var unused = line.addKeyValue(key, value);
        }
    }
}
