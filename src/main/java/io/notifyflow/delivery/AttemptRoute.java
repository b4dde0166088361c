package io.notifyflow.delivery;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Sends a delivery through {@code direct:delivery.attempt}, where the destination is called and the outcome kept. */
@Component
class AttemptRoute {

    private final ProducerTemplate producer;

    AttemptRoute(ProducerTemplate producer) {
        this.producer = producer;
    }

    /**
     * @throws CamelExecutionException if the outcome could not be recorded; the attempt will be made again
     */
    Attempt make(Delivery delivery) {
        return producer.requestBody("direct:delivery.attempt", delivery, Attempt.class);
    }
}
