package io.notifyflow.dashboard.events;

import io.notifyflow.dashboard.Values;
import io.notifyflow.dashboard.events.EventTable.Order;
import io.notifyflow.eventlog.FieldFilter;
import io.notifyflow.eventlog.FieldFilter.Comparison;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an address of a table asks for; the address can be kept and shared.
 *
 * @param columns fields that are shown; empty for the most frequent ones
 * @param sort    the field that the table is sorted by; null for the time
 * @param page    in a table that is sorted otherwise than by time, the latest first: from 1
 * @param cursor  in one that is: the last event of the page before
 */
public record Query(
        Range range,
        @Nullable String text,
        @Nullable FieldFilter field,
        List<String> columns,
        @Nullable String sort,
        boolean ascending,
        int page,
        @Nullable UUID cursor) {

    static final int PER_PAGE = 50;
    private static final int LAST_PAGE = 2000;

    static Query of(Values values, Range range) {
        String field = values.text("field");
        String value = values.text("value");
        return new Query(
                range,
                values.text("q"),
                field == null || value == null
                        ? null
                        : new FieldFilter(
                                field, Comparison.of(values.text("is")).orElse(Comparison.IS), value),
                values.all("column"),
                values.text("sort"),
                "up".equals(values.text("way")),
                page(values.text("page")),
                values.id("cursor"));
    }

    private static int page(@Nullable String text) {
        try {
            return text == null ? 1 : Math.clamp(Integer.parseInt(text), 1, LAST_PAGE);
        } catch (NumberFormatException malformed) {
            return 1;
        }
    }

    /** Whether it is paged from event to event, which is fast however far one goes. */
    public boolean byTime() {
        return sort == null && !ascending;
    }

    Order order() {
        return new Order(sort, ascending);
    }

    int offset() {
        return (page - 1) * PER_PAGE;
    }

    EventFilter filter(@Nullable String category) {
        return new EventFilter(range.span(), category, text, field);
    }

    public Query in(Range other) {
        return new Query(other, text, field, columns, sort, ascending, 1, null);
    }

    /** By a field, or by the time for null; turned round if it is so already. */
    public Query sortedBy(@Nullable String by) {
        boolean same = by == null ? sort == null : by.equals(sort);
        return new Query(range, text, field, columns, by, same && !ascending, 1, null);
    }

    public Query onward(@Nullable UUID last) {
        return new Query(range, text, field, columns, sort, ascending, page + 1, byTime() ? last : null);
    }

    public Query back() {
        return new Query(range, text, field, columns, sort, ascending, page - 1, null);
    }

    /** As the part of an address behind the question mark. */
    public String address() {
        var parts = new ArrayList<String>();
        add(parts, "range", range.name());
        if (range.name().equals("custom")) {
            add(parts, "from", range.first().toString());
            add(parts, "to", range.last().toString());
        }
        add(parts, "q", text);
        if (field != null) {
            add(parts, "field", field.name());
            add(parts, "is", field.comparison().key());
            add(parts, "value", field.value());
        }
        columns.forEach(column -> add(parts, "column", column));
        add(parts, "sort", sort);
        add(parts, "way", ascending ? "up" : null);
        add(parts, "page", page > 1 && !byTime() ? Integer.toString(page) : null);
        add(parts, "cursor", cursor == null ? null : cursor.toString());
        return parts.stream().collect(Collectors.joining("&"));
    }

    private static void add(List<String> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
