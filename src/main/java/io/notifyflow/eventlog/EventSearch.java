package io.notifyflow.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.account.Account;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import io.notifyflow.event.FieldValue;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds events of an account, the latest first; every question names the account. */
@Component("eventSearch")
public class EventSearch {

    /** Along the account's own index; the ids are in the order of their acceptance. */
    private static final String ALL = "SELECT " + EventRows.COLUMNS
            + ", " + EventRows.NOT_ROUTED
            + """
              , array(SELECT DISTINCT CASE WHEN d.status = 'pending' AND t.status <> 'active' THEN 'held'
                                         WHEN d.status = 'dead' THEN 'dead-lettered' ELSE d.status END
                    FROM delivery d LEFT JOIN destination t ON t.id = d.destination_id
                    WHERE d.event_id = e.id) AS deliveries
              FROM event e
              """;

    private static final Set<String> PARAMETERS = Stream.concat(
                    EventRange.PARAMETERS.stream(), Stream.of("limit", "cursor"))
            .collect(Collectors.toUnmodifiableSet());
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final JdbcClient jdbc;

    EventSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of events, the latest first.
     *
     * @param next the {@code cursor} of the next page; null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Found> events, @Nullable String next) {}

    /** An event without its text and attempts, which the event itself shows. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Found(
            UUID eventId,
            String status,
            String category,
            @Nullable String title,
            Map<String, FieldValue> fields,
            @Nullable String emoji,
            Instant acceptedAt) {}

    /**
     * @param query {@code category}, {@code from}, {@code to}, {@code q} for a text anywhere in it, {@code field},
     *              {@code is} and {@code value} for one of its fields, {@code limit} and {@code cursor}
     * @throws InvalidRequest for a parameter that makes no sense
     */
    public Reply list(Account account, @Nullable String query) {
        var parameters = QueryParameters.of(query, PARAMETERS);
        int limit = parameters.number("limit", 1, MOST, USUAL);
        EventRange range = EventRange.of(account, parameters, parameters.id("cursor"));
        parameters.check();
        List<Found> found = jdbc.sql(all(range) + " LIMIT :limit")
                .params(range.parameters())
                .param("limit", limit + 1)
                .query(EventSearch::found)
                .list();
        return Reply.of(
                200,
                found.size() <= limit
                        ? new Page(found, null)
                        : new Page(
                                found.subList(0, limit),
                                found.get(limit - 1).eventId().toString()));
    }

    /** The latest first. */
    static String all(EventRange range) {
        return ALL + range.conditions() + " ORDER BY e.id DESC";
    }

    /** In one word, of a row of {@link #all}. */
    static String status(ResultSet row) throws SQLException {
        return EventStatus.of(row.getString("not_routed"), Set.of((String[])
                row.getArray("deliveries").getArray()));
    }

    private static Found found(ResultSet row, int index) throws SQLException {
        Event event = EventRows.readToShow(row);
        return new Found(
                event.id(),
                status(row),
                event.category(),
                event.content().title(),
                event.content().fields(),
                event.content().emoji(),
                event.acceptedAt());
    }
}
