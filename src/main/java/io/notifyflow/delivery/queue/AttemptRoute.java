package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Attempt;
import io.notifyflow.delivery.DeliveryBatch;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Sends a message through {@code direct:delivery.attempt}, where the destination is called and the outcome kept. */
@Component
class AttemptRoute {

    private final ProducerTemplate producer;

    AttemptRoute(ProducerTemplate producer) {
        this.producer = producer;
    }

    /**
     * @throws CamelExecutionException if the outcome could not be recorded; the attempt will be made again
     */
    Attempt make(DeliveryBatch message) {
        return producer.requestBody("direct:delivery.attempt", message, Attempt.class);
    }
}
