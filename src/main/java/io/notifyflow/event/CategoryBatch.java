package io.notifyflow.event;

import java.time.LocalTime;
import java.time.ZoneId;
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

    /**
     * Sends those also there that were accepted between two times of the day, at night for one.
     *
     * @param from such as 22:00, inclusive
     * @param to   such as 07:00, exclusive; before {@code from} if midnight lies between them
     * @param zone such as Europe/Berlin
     */
    public CategoryBatch alsoToBetween(String from, String to, String zone, String destination, String reason) {
        var begin = LocalTime.parse(from);
        var end = LocalTime.parse(to);
        var place = ZoneId.of(zone);
        return new CategoryBatch(
                category,
                events.stream()
                        .map(event -> isBetween(
                                        begin,
                                        end,
                                        event.event().acceptedAt().atZone(place).toLocalTime())
                                ? event.alsoTo(destination, reason)
                                : event)
                        .toList());
    }

    private static boolean isBetween(LocalTime begin, LocalTime end, LocalTime time) {
        return begin.isBefore(end)
                ? !time.isBefore(begin) && time.isBefore(end)
                : !time.isBefore(begin) || time.isBefore(end);
    }

    /**
     * Adds a field to what their destinations are told. What the client sent stays as it was accepted: an event that
     * has a field of that name keeps it, and one that has as many as an event may have gets no more.
     *
     * @param value a text, a number or a boolean; a text that reads as one of the others is taken for it, because
     *              a route file's literals all arrive as texts
     * @throws IllegalArgumentException if no event may have such a field
     */
    public CategoryBatch withField(String name, Object value) {
        return with(name, FieldValue.read(value));
    }

    /** Adds a field as {@link #withField} does, whose value stays a text even if it is 7 or true. */
    public CategoryBatch withText(String name, String value) {
        return with(name, new FieldValue.Text(value));
    }

    // Each rule has one method of its name: Camel chooses among several by counting commas, those in texts included.
    private CategoryBatch with(String name, FieldValue value) {
        var field = new AddedField(name, value, "operator: category " + category);
        String problem = FieldRules.problem(name, value);
        if (problem != null) {
            throw new IllegalArgumentException("The rule for the category \"" + category + "\" cannot add the field \""
                    + name + "\": it " + problem);
        }
        return new CategoryBatch(
                category, events.stream().map(event -> event.withField(field)).toList());
    }

    /** Sends them nowhere; they are kept and shown as unrouted. */
    public CategoryBatch muted() {
        return new CategoryBatch(
                category, events.stream().map(RoutedEvent::muted).toList());
    }
}
