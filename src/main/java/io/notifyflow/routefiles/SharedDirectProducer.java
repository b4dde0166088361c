package io.notifyflow.routefiles;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultAsyncProducer;

/** Hands an exchange to the consumer that has the name at this moment. */
class SharedDirectProducer extends DefaultAsyncProducer {

    private final SharedDirectEndpoint endpoint;

    SharedDirectProducer(SharedDirectEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        DirectConsumer consumer = endpoint.place().current();
        if (consumer == null) {
            exchange.setException(new DirectConsumerNotAvailableException("No route starts at " + endpoint, exchange));
            callback.done(true);
            return true;
        }
        return consumer.getAsyncProcessor().process(exchange, callback);
    }
}
