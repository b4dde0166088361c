package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DeliveryMetrics;
import io.notifyflow.delivery.OutcomeWaits;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Puts routed events into the queue, and hands them to their workers right after the commit. */
@Component("deliveries")
public class Enqueue {

    private final DeliveryQueue queue;
    private final DeliveryDispatcher dispatcher;
    private final OutcomeWaits waits;
    private final DeliveryMetrics metrics;

    Enqueue(DeliveryQueue queue, DeliveryDispatcher dispatcher, OutcomeWaits waits, DeliveryMetrics metrics) {
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.waits = waits;
        this.metrics = metrics;
    }

    public void enqueue(List<RoutedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        queue.enqueue(events);
        var destinations = new LinkedHashMap<UUID, UUID>();
        for (RoutedEvent routed : events) {
            if (routed.unrouted()) {
                metrics.unrouted();
                waits.changed(routed.event().id());
            }
            for (Assignment assignment : routed.assignments()) {
                destinations.put(assignment.destinationId(), routed.event().accountId());
            }
        }
        destinations.forEach(dispatcher::wake);
    }
}
