package io.notifyflow.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * An event with the destinations it goes to, each with the reason.
 *
 * @param destinations the account's destinations by name in lower case: what a route file may choose from
 */
public record RoutedEvent(Event event, List<Assignment> assignments, Map<String, UUID> destinations) {

    /** One destination, and why the event goes there; the reason is shown to people. */
    public record Assignment(UUID destinationId, String reason) {}

    public RoutedEvent {
        assignments = List.copyOf(assignments);
        destinations = Map.copyOf(destinations);
    }

    public boolean unrouted() {
        return assignments.isEmpty();
    }

    /** Sends it also to the account's destination of that name, if it has one. */
    public RoutedEvent alsoTo(String destination, String reason) {
        UUID id = destinations.get(destination.toLowerCase(Locale.ROOT));
        if (id == null
                || assignments.stream().anyMatch(known -> known.destinationId().equals(id))) {
            return this;
        }
        var more = new ArrayList<>(assignments);
        more.add(new Assignment(id, reason));
        return new RoutedEvent(event, more, destinations);
    }

    /** Sends it nowhere; it is kept and shown as unrouted. */
    public RoutedEvent muted() {
        return new RoutedEvent(event, List.of(), destinations);
    }
}
