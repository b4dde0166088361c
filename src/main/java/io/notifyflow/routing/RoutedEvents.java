package io.notifyflow.routing;

import io.notifyflow.event.CategoryBatch;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.outbox.EventRouter;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gathers the routed events of all categories again. Those of a category whose rules failed are left out, while the others
 * go on: {@link EventRouter} finds those that fail by themselves, and sets them aside.
 */
@Component("routedEvents")
class RoutedEvents implements AggregationStrategy {

    private static final Logger log = LoggerFactory.getLogger(RoutedEvents.class);

    private final EventRouter router;

    RoutedEvents(EventRouter router) {
        this.router = router;
    }

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
            log.debug("The rules of a category failed", failure);
            router.leftOut(failure);
            next.setException(null);
        } else {
            events.addAll(next.getMessage().getBody(CategoryBatch.class).events());
        }
        result.getMessage().setBody(events);
        return result;
    }

    @SuppressWarnings("unchecked")
    private static List<RoutedEvent> events(Exchange gathered) {
        return gathered.getMessage().getBody(List.class);
    }
}
