package io.notifyflow.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The events that this hub accepted and has in its hands. A row of the table {@code event_outbox} holds the events of
 * one transaction, and goes when each of them is settled: its deliveries are stored, or it has none.
 *
 * <p>An event that is not here may be another hub's, or was settled: whoever finds its row in the table stores its
 * deliveries unless they are stored already, and never sends it from memory.
 */
@Component
public class Outbox {

    private final ConcurrentMap<UUID, Row> rows = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Open> events = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<UUID> settledRows = new ConcurrentLinkedQueue<>();
    private final List<Consumer<UUID>> settledListeners = new CopyOnWriteArrayList<>();

    Outbox(MeterRegistry registry) {
        Gauge.builder("notifyflow.outbox.open.events", events, Map::size)
                .description("Accepted events that this hub is routing or delivering from memory")
                .register(registry);
    }

    /** Has somebody told of each event that is settled. */
    public void onSettled(Consumer<UUID> listener) {
        settledListeners.add(listener);
    }

    private static final class Row {
        private final UUID id;
        private final boolean ours;
        private final AtomicInteger open;
        private volatile boolean left;

        Row(UUID id, int events, boolean ours) {
            this.id = id;
            this.ours = ours;
            this.open = new AtomicInteger(events);
        }
    }

    /** @param deliveries to be stored; null while nobody has taken the event over */
    private record Open(Row row, @Nullable AtomicInteger deliveries) {}

    /** Says that a row was committed, before its events are handed over. */
    public void accepted(UUID rowId, Collection<UUID> ids) {
        open(new Row(rowId, ids.size(), true), ids);
    }

    /** Says that a row was found in the table, and its events are routed once more. */
    void swept(UUID rowId, Collection<UUID> ids) {
        open(new Row(rowId, ids.size(), false), ids);
    }

    private void open(Row row, Collection<UUID> ids) {
        rows.put(row.id, row);
        var open = new Open(row, null);
        ids.forEach(id -> events.put(id, open));
    }

    /** Whether the event was accepted here and is not settled, so that it may be delivered from memory. */
    public boolean holds(UUID event) {
        Open open = events.get(event);
        return open != null && open.row.ours;
    }

    /** Whether the event is in this hub's hands and nobody has taken it over from its routing yet. */
    boolean waits(UUID event) {
        Open open = events.get(event);
        return open != null && open.deliveries == null;
    }

    /** How many events are in this hub's hands. */
    public int size() {
        return events.size();
    }

    boolean knows(UUID rowId) {
        return rows.containsKey(rowId);
    }

    /**
     * Takes an event over from its routing.
     *
     * @param deliveries how many of its deliveries are still to be stored; 0 settles it
     */
    public void takenOver(UUID event, int deliveries) {
        if (deliveries == 0) {
            settle(event);
        } else {
            events.computeIfPresent(event, (id, open) -> new Open(open.row, new AtomicInteger(deliveries)));
        }
    }

    /** Says that one of the event's deliveries is stored. */
    public void stored(UUID event) {
        Open open = events.get(event);
        if (open != null && open.deliveries != null && open.deliveries.decrementAndGet() == 0) {
            settle(event);
        }
    }

    private void settle(UUID event) {
        Open open = events.remove(event);
        if (open != null) {
            close(open.row);
            settledListeners.forEach(listener -> listener.accept(event));
        }
    }

    /** Leaves to the table what nobody took over: it is found there. */
    public void leave(Collection<UUID> ids) {
        for (UUID id : ids) {
            @Nullable Open open = events.get(id);
            if (open != null && open.deliveries == null && events.remove(id, open)) {
                open.row.left = true;
                close(open.row);
            }
        }
    }

    private void close(Row row) {
        if (row.open.decrementAndGet() == 0) {
            if (row.left) {
                rows.remove(row.id);
            } else {
                settledRows.add(row.id);
            }
        }
    }

    /** The rows that can be deleted; they are known until {@link #deleted}. */
    List<UUID> settledRows() {
        var settled = new ArrayList<UUID>();
        for (UUID row = settledRows.poll(); row != null; row = settledRows.poll()) {
            settled.add(row);
        }
        return settled;
    }

    void deleted(Collection<UUID> ids) {
        ids.forEach(rows::remove);
    }

    void notDeleted(Collection<UUID> ids) {
        settledRows.addAll(ids);
    }
}
