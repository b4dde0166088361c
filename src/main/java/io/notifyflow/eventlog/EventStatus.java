package io.notifyflow.eventlog;

import java.util.Set;

/** What became of an event as a whole, in one word. */
public final class EventStatus {

    private EventStatus() {}

    /**
     * @param inOutbox   whether it is not routed yet
     * @param deliveries the states of its deliveries
     */
    public static String of(boolean inOutbox, Set<String> deliveries) {
        if (deliveries.isEmpty()) {
            return inOutbox ? "accepted" : "unrouted";
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
