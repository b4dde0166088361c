package io.notifyflow.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
        log.atInfo()
                .addKeyValue("event_id", delivery.event().id())
                .addKeyValue("account_id", delivery.event().accountId())
                .addKeyValue("delivery_id", delivery.id())
                .addKeyValue("destination_id", delivery.target().id())
                .addKeyValue("destination_type", delivery.type())
                .addKeyValue("category", delivery.event().category())
                .addKeyValue("attempt", attempt.number())
                .addKeyValue("outcome", attempt.outcome().label())
                .addKeyValue("status", attempt.status())
                .addKeyValue("http_status", attempt.classified().httpStatus())
                .addKeyValue("error_code", attempt.classified().errorCode())
                .addKeyValue("duration_ms", attempt.duration().toMillis())
                .addKeyValue("next_attempt_at", attempt.delivered() || attempt.dead() ? null : attempt.nextAttemptAt())
                .addKeyValue("detail", attempt.outcome().detail())
                .log("delivery attempt");
        return attempt;
    }
}
