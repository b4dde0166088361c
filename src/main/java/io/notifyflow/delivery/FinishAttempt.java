package io.notifyflow.delivery;

import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/** Turns what a destination's route said into a finished attempt. */
@Component("finishAttempt")
class FinishAttempt implements Processor {

    private final Attempts attempts;

    FinishAttempt(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        var message = exchange.getVariable("message", DeliveryBatch.class);
        var startedAt = exchange.getVariable("startedAt", Instant.class);
        var classified = exchange.getMessage().getMandatoryBody(Classified.class);
        exchange.getMessage().setBody(attempts.finish(message, startedAt, classified));
    }
}
