package io.notifyflow.delivery.queue;

import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.Category;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DeliveryMetrics;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.queue.DeliveryQueue.Scheduled;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.RoutedEvent;
import io.notifyflow.event.RoutedEvent.Assignment;
import io.notifyflow.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Brings routed events to their destinations' workers: in memory where a destination has nothing else to deliver, with
 * the outbox to fall back on; otherwise through the table, in which they then have their place.
 */
@Component("deliveries")
public class Enqueue {

    /** Events; beyond it memory is not the place to wait in. Fewer where the heap is small. */
    private static final long MOST_IN_MEMORY =
            Math.min(20_000, DataSize.ofBytes(Runtime.getRuntime().maxMemory()).toKilobytes() / 32);
    /** Longer events go through the table, so that the most that may wait in memory fit into the heap. */
    private static final int MOST_CHARACTERS = 4096;

    private final AddedFields addedFields;
    private final DeliveryQueue queue;
    private final DeliveryDispatcher dispatcher;
    private final Accounts accounts;
    private final Outbox outbox;
    private final DeliveryMetrics metrics;
    private final Clock clock;

    Enqueue(
            AddedFields addedFields,
            DeliveryQueue queue,
            DeliveryDispatcher dispatcher,
            Accounts accounts,
            Outbox outbox,
            DeliveryMetrics metrics,
            Clock clock) {
        this.addedFields = addedFields;
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.accounts = accounts;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Some events for one destination, in their order. */
    private static final class Parcel {
        private final DestinationWorker worker;
        private final UUID destination;
        private final List<Event> events = new ArrayList<>();
        private final List<UUID> ids = new ArrayList<>();
        private final List<String> reasons = new ArrayList<>();
        private @Nullable Target direct;

        Parcel(DestinationWorker worker, UUID destination) {
            this.worker = worker;
            this.destination = destination;
        }
    }

    private boolean fitsIntoMemory(Event event) {
        return outbox.holds(event.id()) && event.enriched().characters() <= MOST_CHARACTERS;
    }

    public void enqueue(List<RoutedEvent> events) {
        // Before anything is sent: whatever happens next, every destination gets the same.
        addedFields.store(events);
        var later = new ArrayList<Scheduled>();
        List<Parcel> parcels = parcels(events, later);
        Map<UUID, Integer> inMemory = new HashMap<>();
        for (Parcel parcel : parcels) {
            parcel.direct = outbox.size() < MOST_IN_MEMORY ? parcel.worker.direct() : null;
            if (parcel.direct != null && parcel.events.stream().allMatch(this::fitsIntoMemory)) {
                parcel.events.forEach(event -> inMemory.merge(event.id(), 1, Integer::sum));
            } else {
                parcel.direct = null;
            }
        }
        queue.schedule(later);
        store(parcels.stream().filter(parcel -> parcel.direct == null).toList());
        for (RoutedEvent routed : events) {
            UUID event = routed.event().id();
            outbox.takenOver(event, inMemory.getOrDefault(event, 0));
            if (routed.unrouted()) {
                metrics.unrouted();
            }
        }
        for (Parcel parcel : parcels) {
            if (parcel.direct != null) {
                parcel.worker.handOver(deliveries(parcel, parcel.direct));
            }
        }
    }

    /** @param later takes those that do not go out now */
    private List<Parcel> parcels(List<RoutedEvent> events, List<Scheduled> later) {
        Map<UUID, Parcel> parcels = new LinkedHashMap<>();
        Instant now = clock.instant();
        for (RoutedEvent routed : events) {
            UUID account = routed.event().accountId();
            Instant due = due(routed.event(), now);
            int ordinal = 0;
            for (Assignment assignment : routed.assignments()) {
                if (due.isAfter(now)) {
                    UUID id = EventIds.within(routed.event().id(), ordinal++);
                    var row = new DeliveryQueue.Row(
                            id, routed.event().id(), account, assignment.destinationId(), assignment.reason());
                    later.add(new Scheduled(row, due));
                    continue;
                }
                Parcel parcel = parcels.computeIfAbsent(
                        assignment.destinationId(), id -> new Parcel(dispatcher.worker(id, account), id));
                parcel.events.add(routed.event());
                parcel.ids.add(EventIds.within(routed.event().id(), ordinal++));
                parcel.reasons.add(assignment.reason());
            }
        }
        return List.copyOf(parcels.values());
    }

    private Instant due(Event event, Instant now) {
        Category category = accounts.byId(event.accountId())
                .map(account -> account.category(event.category()))
                .orElse(null);
        return category == null ? now : category.times().due(now);
    }

    private void store(List<Parcel> parcels) {
        var rows = new ArrayList<DeliveryQueue.Row>();
        for (Parcel parcel : parcels) {
            for (int i = 0; i < parcel.events.size(); i++) {
                Event event = parcel.events.get(i);
                rows.add(new DeliveryQueue.Row(
                        parcel.ids.get(i), event.id(), event.accountId(), parcel.destination, parcel.reasons.get(i)));
            }
        }
        parcels.forEach(parcel -> parcel.worker.announce());
        try {
            queue.insert(rows);
        } finally {
            parcels.forEach(parcel -> parcel.worker.arrived());
        }
    }

    private List<Delivery> deliveries(Parcel parcel, Target target) {
        Account account = accounts.byId(parcel.events.getFirst().accountId()).orElse(null);
        var deliveries = new ArrayList<Delivery>(parcel.events.size());
        for (int i = 0; i < parcel.events.size(); i++) {
            Event event = parcel.events.get(i);
            Category category = account == null ? null : account.category(event.category());
            deliveries.add(new Delivery(
                    parcel.ids.get(i),
                    event,
                    target,
                    category == null ? null : category.color(),
                    category == null ? null : category.emoji(),
                    0,
                    0,
                    Instant.EPOCH,
                    null,
                    parcel.reasons.get(i),
                    false));
        }
        return deliveries;
    }
}
