package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Attempt;
import io.notifyflow.delivery.DeliveryBatch;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.springframework.stereotype.Component;

/** Sends a message through {@code direct:delivery.attempt}, where the destination is called and the outcome kept. */
@Component
class AttemptRoute {

    private final FluentProducerTemplate producer;
    private final Clock clock;

    AttemptRoute(CamelContext camel, Clock clock) {
        this.producer = camel.createFluentProducerTemplate();
        this.clock = clock;
    }

    /**
     * @throws CamelExecutionException if the outcome could not be recorded; the attempt will be made again
     */
    Attempt make(DeliveryBatch message) {
        return producer.withVariable("message", message)
                .withVariable("type", message.type())
                .withVariable("startedAt", clock.instant())
                .withBody(message)
                .to("direct:delivery.attempt")
                .request(Attempt.class);
    }
}
