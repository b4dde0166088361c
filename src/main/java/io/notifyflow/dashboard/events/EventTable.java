package io.notifyflow.dashboard.events;

import io.notifyflow.event.Event;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.EventRows;
import io.notifyflow.eventlog.EventStatus;
import io.notifyflow.eventlog.FieldFilter;
import io.notifyflow.statistics.Statistics;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads events as tables; every question names the account. */
@Component
class EventTable {

    private static final String SELECT = "SELECT " + EventRows.COLUMNS
            + ", " + EventRows.NOT_ROUTED
            + """
              , array(SELECT DISTINCT CASE WHEN d.status = 'pending' AND t.status <> 'active' THEN 'held'
                                         WHEN d.status = 'dead' THEN 'dead-lettered' ELSE d.status END
                    FROM delivery d LEFT JOIN destination t ON t.id = d.destination_id
                    WHERE d.event_id = e.id) AS deliveries
              """;

    private final JdbcClient jdbc;
    private final Statistics statistics;

    EventTable(JdbcClient jdbc, Statistics statistics) {
        this.jdbc = jdbc;
        this.statistics = statistics;
    }

    /**
     * How a table is sorted.
     *
     * @param field null for the time
     */
    record Order(@Nullable String field, boolean ascending) {

        String clause() {
            String direction = ascending ? " ASC" : " DESC";
            return field == null
                    ? "ORDER BY e.id" + direction
                    // Numbers in their order, before texts in theirs; what has no such field comes last.
                    : "ORDER BY CASE WHEN json_typeof(e.fields -> :sort) = 'number' THEN (e.fields ->> :sort)::numeric END"
                            + direction + " NULLS LAST, e.fields ->> :sort" + direction + " NULLS LAST, e.id DESC";
        }
    }

    /** A page by the time, the latest first: those before an event. */
    List<EventRow> before(UUID account, EventFilter filter, @Nullable UUID cursor, int limit) {
        UUID end = EventIds.floor(filter.span().to());
        UUID before = cursor != null && cursor.toString().compareTo(end.toString()) < 0 ? cursor : end;
        UUID from = EventIds.floor(filter.span().from());
        if (filter.category() != null && filter.text() == null && filter.field() == null) {
            from = later(from, statistics.startOf(account, filter.category(), before, limit));
        }
        return find(account, filter, from, before, new Order(null, false), limit, 0);
    }

    private static UUID later(UUID one, UUID other) {
        return one.toString().compareTo(other.toString()) > 0 ? one : other;
    }

    /** A page in any order, after so many. */
    List<EventRow> sorted(UUID account, EventFilter filter, Order order, int limit, int offset) {
        return find(
                account,
                filter,
                EventIds.floor(filter.span().from()),
                EventIds.floor(filter.span().to()),
                order,
                limit,
                offset);
    }

    private List<EventRow> find(
            UUID account, EventFilter filter, UUID from, UUID before, Order order, int limit, int offset) {
        var conditions =
                new StringBuilder(" FROM event e WHERE e.account_id = :account AND e.id >= :from AND e.id < :before ");
        var parameters = new HashMap<String, Object>(Map.of("account", account, "from", from, "before", before));
        if (filter.category() != null) {
            conditions.append(" AND lower(e.category) = :category ");
            parameters.put("category", filter.category());
        }
        if (filter.text() != null) {
            conditions.append(" AND (e.title ILIKE :text OR e.description ILIKE :text OR e.fields::text ILIKE :text) ");
            parameters.put("text", FieldFilter.anywhere(filter.text()));
        }
        if (filter.field() != null) {
            conditions.append(filter.field().condition());
            filter.field().putInto(parameters);
        }
        if (order.field() != null) {
            parameters.put("sort", order.field());
        }
        parameters.put("limit", limit);
        parameters.put("offset", offset);
        return jdbc.sql(SELECT + conditions + order.clause() + " LIMIT :limit OFFSET :offset")
                .params(parameters)
                .query(EventTable::row)
                .list();
    }

    /** Events after an id, in their order: what a live view has not shown yet. */
    List<EventRow> after(UUID account, UUID from, int limit) {
        return jdbc.sql(SELECT
                        + " FROM event e WHERE e.account_id = :account AND e.id > :from ORDER BY e.id LIMIT :limit")
                .param("account", account)
                .param("from", from)
                .param("limit", limit)
                .query(EventTable::row)
                .list();
    }

    /** Some events as they are now. */
    List<EventRow> all(UUID account, Set<UUID> ids) {
        return jdbc.sql(SELECT + " FROM event e WHERE e.account_id = :account AND e.id = ANY(:ids)")
                .param("account", account)
                .param("ids", ids.toArray(UUID[]::new))
                .query(EventTable::row)
                .list();
    }

    private static EventRow row(ResultSet row, int index) throws SQLException {
        Event event = EventRows.readToShow(row);
        var deliveries = (String[]) row.getArray("deliveries").getArray();
        return new EventRow(event, EventStatus.of(row.getString("not_routed"), Set.of(deliveries)));
    }
}
