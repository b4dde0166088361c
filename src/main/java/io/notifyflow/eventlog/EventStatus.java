package io.notifyflow.eventlog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of an event as a whole, in one word. */
public final class EventStatus {

    private EventStatus() {}

    /**
     * @param notRouted  why it has no deliveries yet, as {@link io.notifyflow.event.EventRows#NOT_ROUTED} has it
     * @param deliveries the states of its deliveries
     */
    public static String of(@Nullable String notRouted, Set<String> deliveries) {
        if (deliveries.isEmpty()) {
            return notRouted == null ? "unrouted" : notRouted;
        }
        if (deliveries.contains("pending")) {
            return "pending";
        }
        if (deliveries.contains("held")) {
            return "held";
        }
        if (deliveries.contains("scheduled")) {
            return "scheduled";
        }
        if (deliveries.size() == 1) {
            return deliveries.iterator().next();
        }
        return deliveries.contains("delivered") ? "partly-delivered" : "dead-lettered";
    }
}
