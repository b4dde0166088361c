package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Attempt;
import io.notifyflow.delivery.DeliveryBatch;
import java.time.Clock;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Sends a message through {@code direct:delivery.attempt}, where the destination is called and the outcome kept. */
@Component
class AttemptRoute {

    private final ProducerTemplate producer;
    private final Clock clock;

    AttemptRoute(ProducerTemplate producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * @throws CamelExecutionException if the outcome could not be recorded; the attempt will be made again
     */
    Attempt make(DeliveryBatch message) {
        Exchange made = producer.send("direct:delivery.attempt", exchange -> {
            exchange.setVariable("message", message);
            exchange.setVariable("type", message.type());
            exchange.setVariable("startedAt", clock.instant());
            exchange.getMessage().setBody(message);
        });
        Exception failure = made.getException();
        if (failure != null) {
            throw new CamelExecutionException("The attempt could not be recorded", made, failure);
        }
        return made.getMessage().getBody(Attempt.class);
    }
}
