package io.notifyflow.event;

import java.util.List;
import java.util.UUID;

/** Some hub has stored deliveries for these destinations, whose lanes another hub holds: perhaps this one. */
public record DeliveriesWaiting(List<UUID> destinations) {

    /** The channel on which hubs tell each other; the payload has the ids, separated by commas. */
    public static final String CHANNEL = "deliveries_waiting";

    public DeliveriesWaiting {
        destinations = List.copyOf(destinations);
    }
}
