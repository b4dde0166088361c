package io.notifyflow.delivery;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/** Tells the world of a recorded attempt: one wide log line, the metrics, and whoever waits for the outcome. */
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
        waits.changed(attempt.delivery().event().id());
        Delivery delivery = attempt.delivery();
        LoggingEventBuilder line = log.atInfo();
        add(line, "event_id", delivery.event().id());
        add(line, "account_id", delivery.event().accountId());
        add(line, "delivery_id", delivery.id());
        add(line, "destination_id", delivery.target().id());
        add(line, "destination_type", delivery.type());
        add(line, "category", delivery.event().category());
        add(line, "attempt", attempt.number());
        add(line, "outcome", attempt.outcome().label());
        add(line, "status", attempt.status());
        add(line, "http_status", attempt.classified().httpStatus());
        add(line, "error_code", attempt.classified().errorCode());
        add(line, "duration_ms", attempt.duration().toMillis());
        if (!attempt.delivered()) {
            add(line, "next_attempt_at", attempt.dead() ? null : attempt.nextAttemptAt());
            add(line, "detail", attempt.outcome().detail());
        }
        line.log("delivery attempt");
        return attempt;
    }

    private static void add(LoggingEventBuilder line, String key, @Nullable Object value) {
        if (value != null) {
            var unused = line.addKeyValue(key, value);
        }
    }
}
