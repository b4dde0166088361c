package io.notifyflow.routing;

import io.notifyflow.event.RoutedEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gathers the routed events of a batch again. An event whose routing failed is left out: it stays in the outbox and
 * is tried again from there, while the others go on.
 */
@Component("routedEvents")
class RoutedEvents implements AggregationStrategy {

    private static final Logger log = LoggerFactory.getLogger(RoutedEvents.class);

    @Override
    public Exchange aggregate(@Nullable Exchange gathered, Exchange next) {
        Exchange result = gathered;
        List<RoutedEvent> events;
        if (result == null) {
            result = next;
            events = new ArrayList<>();
        } else {
            events = events(result);
        }
        Exception failure = next.getException();
        if (failure != null) {
            log.error("An event could not be routed and stays in the outbox", failure);
            next.setException(null);
        } else {
            events.add(next.getMessage().getBody(RoutedEvent.class));
        }
        result.getMessage().setBody(events);
        return result;
    }

    @SuppressWarnings("unchecked")
    private static List<RoutedEvent> events(Exchange gathered) {
        return gathered.getMessage().getBody(List.class);
    }
}
