package io.notifyflow.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * An event with the destinations it goes to, each with the reason.
 *
 * @param event        with the fields that rules have added
 * @param destinations the account's destinations by name in lower case: what a route file may choose from
 * @param enriched     whether a rule has added a field that is not stored with the event yet
 */
public record RoutedEvent(Event event, List<Assignment> assignments, Map<String, UUID> destinations, boolean enriched) {

    /** One destination, and why the event goes there; the reason is shown to people. */
    public record Assignment(UUID destinationId, String reason) {}

    public RoutedEvent {
        assignments = List.copyOf(assignments);
        destinations = Map.copyOf(destinations);
    }

    /** To which no rule has added a field. */
    public RoutedEvent(Event event, List<Assignment> assignments, Map<String, UUID> destinations) {
        this(event, assignments, destinations, false);
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
        return new RoutedEvent(event, more, destinations, enriched);
    }

    /** Adds a field, unless the event has one of that name or as many as an event may have. */
    public RoutedEvent withField(AddedField field) {
        int fields = event.content().fields().size() + event.added().size();
        if (fields >= FieldRules.MOST || event.hasField(field.name())) {
            return this;
        }
        var added = new ArrayList<>(event.added());
        added.add(field);
        return new RoutedEvent(
                new Event(event.id(), event.accountId(), event.content(), added), assignments, destinations, true);
    }

    /** Sends it nowhere; it is kept and shown as unrouted. */
    public RoutedEvent muted() {
        return new RoutedEvent(event, List.of(), destinations, enriched);
    }
}
