package io.notifyflow.delivery;

import java.util.List;
import java.util.UUID;

/**
 * The deliveries that go out in one message, in the order of their events.
 *
 * @param messageId  the same for every attempt to send this message
 * @param deliveries at least one, all of one destination
 * @param circuit    how the calls before went
 */
public record DeliveryBatch(UUID messageId, List<Delivery> deliveries, Circuit circuit) {

    public DeliveryBatch {
        deliveries = List.copyOf(deliveries);
        if (deliveries.isEmpty()) {
            throw new IllegalArgumentException("A message is about one event at least");
        }
    }

    public Delivery first() {
        return deliveries.getFirst();
    }

    public Target target() {
        return first().target();
    }

    public String type() {
        return target().type();
    }

    public int size() {
        return deliveries.size();
    }

    public boolean digest() {
        return target().batching() == Batching.DIGEST;
    }
}
