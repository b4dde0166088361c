package io.notifyflow.delivery;

import java.time.Instant;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of {@code direct:delivery.attempt}, bound by hand: Camel's own binding costs more than the steps. */
@Configuration
class AttemptSteps {

    @Bean
    Processor finishAttempt(Attempts attempts) {
        return exchange -> {
            var message = exchange.getVariable("message", DeliveryBatch.class);
            var startedAt = exchange.getVariable("startedAt", Instant.class);
            var classified = exchange.getMessage().getMandatoryBody(Classified.class);
            exchange.getMessage().setBody(attempts.finish(message, startedAt, classified));
        };
    }

    @Bean
    Processor recordAttempt(AttemptJournal journal) {
        return exchange -> journal.record(attempt(exchange));
    }

    @Bean
    org.apache.camel.Predicate destinationFailed() {
        return question(Attempt::destinationFailed);
    }

    @Bean
    org.apache.camel.Predicate anyDead() {
        return question(Attempt::anyDead);
    }

    private static org.apache.camel.Predicate question(Predicate<Attempt> question) {
        return exchange -> question.test(attempt(exchange));
    }

    private static Attempt attempt(Exchange exchange) {
        return exchange.getMessage().getBody(Attempt.class);
    }
}
