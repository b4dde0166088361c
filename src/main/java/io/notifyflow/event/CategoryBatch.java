package io.notifyflow.event;

import java.util.List;

/**
 * The events of one category that were accepted together, in the order of their acceptance: what the operator's rules
 * by category decide on at once, however many there are.
 *
 * @param category the name in lower case
 */
public record CategoryBatch(String category, List<RoutedEvent> events) {

    public CategoryBatch {
        events = List.copyOf(events);
    }

    /** Sends them also to their account's destination of that name, if it has one. */
    public CategoryBatch alsoTo(String destination, String reason) {
        return new CategoryBatch(
                category,
                events.stream().map(event -> event.alsoTo(destination, reason)).toList());
    }

    /** Sends them nowhere; they are kept and shown as unrouted. */
    public CategoryBatch muted() {
        return new CategoryBatch(
                category, events.stream().map(RoutedEvent::muted).toList());
    }
}
