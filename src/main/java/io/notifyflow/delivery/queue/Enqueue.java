package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DeliveryMetrics;
import io.notifyflow.delivery.OutcomeWaits;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import io.notifyflow.outbox.Outbox;
import io.notifyflow.outbox.OutboxCleaner;
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
    private final Outbox outbox;
    private final OutboxCleaner cleaner;

    Enqueue(
            DeliveryQueue queue,
            DeliveryDispatcher dispatcher,
            OutcomeWaits waits,
            DeliveryMetrics metrics,
            Outbox outbox,
            OutboxCleaner cleaner) {
        this.outbox = outbox;
        this.cleaner = cleaner;
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
        events.forEach(routed -> outbox.takenOver(routed.event().id(), 0));
        var destinations = new LinkedHashMap<UUID, UUID>();
        for (RoutedEvent routed : events) {
            if (routed.unrouted()) {
                unrouted(routed.event().id());
            }
            for (Assignment assignment : routed.assignments()) {
                destinations.put(assignment.destinationId(), routed.event().accountId());
            }
        }
        destinations.forEach(dispatcher::wake);
    }

    private void unrouted(UUID event) {
        metrics.unrouted();
        if (waits.awaited(event)) {
            cleaner.clean();
            waits.changed(event);
        }
    }
}
