package io.notifyflow.eventlog;

import io.notifyflow.account.Account;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import io.notifyflow.event.Ids;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.eventlog.EventView.AttemptView;
import io.notifyflow.eventlog.EventView.DeliveryView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads events with what became of them; every question names the account. */
@Component("eventLog")
public class EventLog {

    /** The outbox is read before the deliveries: an event that is not in it any more has all the deliveries it gets. */
    private static final String FIND = "SELECT " + EventRows.COLUMNS
            + ", (SELECT CASE WHEN q.counted THEN 'given-back' ELSE 'not-counted' END FROM quota_return q"
            + " WHERE q.event_id = e.id) AS quota"
            + ", " + EventRows.NOT_ROUTED
            + ", (SELECT s.reason FROM event_set_aside s WHERE s.event_id = e.id) AS set_aside_reason"
            + ", (SELECT s.next_attempt_at FROM event_set_aside s WHERE s.event_id = e.id) AS next_routing_at"
            + " FROM event e WHERE e.id = :id AND e.account_id = :account";

    private static final String DELIVERIES =
            """
            SELECT d.id, d.destination_id, coalesce(t.name, g.name) AS name, coalesce(t.type, g.type) AS type, d.reason, d.next_attempt_at, d.completed_at, d.error,
                   d.external_id, d.possible_duplicate,
                   CASE WHEN d.status = 'pending' AND t.status <> 'active' THEN 'held'
                        WHEN d.status = 'dead' THEN 'dead-lettered' ELSE d.status END AS status
            FROM delivery d LEFT JOIN destination t ON t.id = d.destination_id
            LEFT JOIN deleted_destination g ON g.id = d.destination_id
            WHERE d.event_id = :id AND d.account_id = :account ORDER BY d.id
            """;

    private static final String ATTEMPTS =
            """
            SELECT destination_id, number, started_at, duration_ms, outcome, http_status, error_code, detail
            FROM attempt_made WHERE event_id = :id AND account_id = :account ORDER BY number
            """;

    private final JdbcClient jdbc;

    EventLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The answer to GET of one event; an id of another account is no id at all. */
    public Reply show(Account account, String id) {
        return Ids.parse(id)
                .flatMap(event -> find(account.id(), event))
                .map(event -> Reply.of(200, event))
                .orElseGet(() -> Reply.of(Problem.of(
                        "unknown-event", "There is no such event", 404, "The account has no event with this id")));
    }

    private Optional<EventView> find(UUID account, UUID id) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("account", account)
                .query((row, index) -> new Found(
                        EventRows.readToShow(row),
                        row.getString("not_routed"),
                        row.getString("set_aside_reason"),
                        instant(row, "next_routing_at"),
                        Objects.requireNonNullElse(row.getString("quota"), "counted")))
                .optional()
                .map(found -> view(found, deliveries(account, id)));
    }

    private List<DeliveryView> deliveries(UUID account, UUID event) {
        Map<UUID, List<AttemptView>> attempts = jdbc
                .sql(ATTEMPTS)
                .param("id", event)
                .param("account", account)
                .query((row, index) -> Map.entry(row.getObject("destination_id", UUID.class), attempt(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return jdbc.sql(DELIVERIES)
                .param("id", event)
                .param("account", account)
                .query((row, index) ->
                        delivery(row, attempts.getOrDefault(row.getObject("destination_id", UUID.class), List.of())))
                .list();
    }

    private static DeliveryView delivery(ResultSet row, List<AttemptView> attempts) throws SQLException {
        String status = row.getString("status");
        return new DeliveryView(
                row.getObject("id", UUID.class),
                status,
                row.getObject("destination_id", UUID.class),
                row.getString("name"),
                row.getString("type"),
                row.getString("reason"),
                waits(status) ? instant(row, "next_attempt_at") : null,
                instant(row, "completed_at"),
                row.getString("error"),
                row.getString("external_id"),
                row.getBoolean("possible_duplicate"),
                attempts);
    }

    /** Whether it has a time of its next attempt. */
    static boolean waits(String status) {
        return "pending".equals(status) || "scheduled".equals(status);
    }

    private static AttemptView attempt(ResultSet row) throws SQLException {
        return new AttemptView(
                row.getInt("number"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getInt("duration_ms"),
                row.getString("outcome"),
                row.getObject("http_status", Integer.class),
                row.getObject("error_code", Integer.class),
                row.getString("detail"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private record Found(
            Event event,
            @Nullable String notRouted,
            @Nullable String reason,
            @Nullable Instant nextRoutingAt,
            String quota) {}

    private static EventView view(Found found, List<DeliveryView> deliveries) {
        Event event = found.event();
        return new EventView(
                event.id(),
                EventStatus.of(
                        found.notRouted(),
                        deliveries.stream().map(DeliveryView::status).collect(Collectors.toSet())),
                event.category(),
                event.content().title(),
                event.content().description(),
                event.content().fields(),
                event.added(),
                event.content().url(),
                event.content().emoji(),
                event.occurredAt(),
                event.acceptedAt(),
                found.quota(),
                found.reason(),
                found.nextRoutingAt(),
                deliveries);
    }
}
