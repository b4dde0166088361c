package io.notifyflow.routefiles;

import io.notifyflow.event.RouteStopped;
import io.notifyflow.routefiles.RouteFigures.OfRoute;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultAsyncProducer;

/** Hands an exchange to the consumer that has the name at this moment, unless its route is stopped. */
class SharedDirectProducer extends DefaultAsyncProducer {

    private final SharedDirectEndpoint endpoint;
    private final RouteStops stops;
    private final RouteFigures figures;

    SharedDirectProducer(SharedDirectEndpoint endpoint, RouteStops stops, RouteFigures figures) {
        super(endpoint);
        this.endpoint = endpoint;
        this.stops = stops;
        this.figures = figures;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        DirectConsumer consumer = endpoint.place().current();
        if (consumer == null) {
            return refuse(
                    exchange,
                    callback,
                    new DirectConsumerNotAvailableException("No route starts at " + endpoint, exchange));
        }
        String route = consumer.getRouteId();
        if (route == null) {
            return consumer.getAsyncProcessor().process(exchange, callback);
        }
        if (stops.isStopped(route)) {
            return refuse(exchange, callback, new RouteStopped(route));
        }
        OfRoute counted = figures.of(route);
        long began = System.nanoTime();
        return consumer.getAsyncProcessor().process(exchange, doneSync -> {
            count(counted, exchange, System.nanoTime() - began);
            callback.done(doneSync);
        });
    }

    private static boolean refuse(Exchange exchange, AsyncCallback callback, Exception why) {
        exchange.setException(why);
        callback.done(true);
        return true;
    }

    private static void count(OfRoute figures, Exchange exchange, long took) {
        Exception failure = exchange.getException();
        if (failure == null) {
            figures.completed(took);
        } else {
            figures.failed(took, failure.getClass().getName(), exchange.getExchangeId());
        }
    }
}
