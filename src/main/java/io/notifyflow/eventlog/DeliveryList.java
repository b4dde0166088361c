package io.notifyflow.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.notifyflow.account.Account;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.Ids;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds deliveries of an account, those of the latest events first; every question names the account. */
@Component("deliveryList")
public class DeliveryList {

    private static final String COLUMNS =
            """
            SELECT d.id, d.event_id, d.destination_id, coalesce(t.name, g.name) AS name, coalesce(t.type, g.type) AS type,
                   CASE WHEN g.id IS NULL THEN t.status ELSE 'deleted' END AS destination_status, t.status_reason,
                   e.category, e.title, d.reason, d.attempts, d.error, d.external_id, d.possible_duplicate,
                   coalesce(d.http_status, a.http_status) AS http_status, a.error_code,
                   d.next_attempt_at, d.completed_at,
                   CASE WHEN d.status = 'pending' AND t.status <> 'active' THEN 'held'
                        WHEN d.status = 'dead' THEN 'dead-lettered' ELSE d.status END AS status
            """;

    /** What OFFSET 0 stands in is looked up for each delivery, and not read as a whole. */
    private static final String OF_DELIVERY =
            """
            LEFT JOIN destination t ON t.id = d.destination_id
            LEFT JOIN deleted_destination g ON g.id = d.destination_id
            LEFT JOIN LATERAL (
              SELECT http_status, error_code FROM delivery_attempt
              WHERE event_id = d.event_id AND destination_id = d.destination_id AND number = d.attempts OFFSET 0) a ON true
            """;

    private static final String EVENT_OF_DELIVERY =
            """
            CROSS JOIN LATERAL (SELECT category, title FROM event WHERE id = d.event_id AND account_id = :account OFFSET 0) e
            """;

    /** Most of what happened was delivered, so this goes along the account's events. */
    private static final String ALONG_EVENTS =
            """
            FROM event e
            CROSS JOIN LATERAL (
              SELECT * FROM delivery d WHERE d.event_id = e.id AND d.account_id = :account %s OFFSET 0) d
            """
                    + OF_DELIVERY
                    + " WHERE e.account_id = :account AND e.id >= :first AND e.id < :end %s";

    /** Dead letters and what is scheduled have indexes of their own. */
    private static final String ALONG_ITS_STATUS =
            " FROM delivery d " + EVENT_OF_DELIVERY + OF_DELIVERY + " WHERE d.account_id = :account %s %s";

    /** Along the queues of the account's destinations. */
    private static final String ALONG_QUEUES =
            """
            FROM destination q
            CROSS JOIN LATERAL (
              SELECT * FROM delivery d WHERE d.destination_id = q.id AND d.account_id = :account %s
              ORDER BY d.event_id DESC %s) d
            """
                    + EVENT_OF_DELIVERY
                    + OF_DELIVERY
                    + " WHERE q.account_id = :account %s";

    private static final String NEWEST_FIRST = " ORDER BY d.event_id DESC, d.destination_id DESC LIMIT :limit";

    /** Said of the event, for PostgreSQL does not see that it comes to the same. */
    private static final String NEWEST_EVENT_FIRST = " ORDER BY e.id DESC, d.destination_id DESC LIMIT :limit";

    /** The time in its id is its event's. */
    private static final String FIND = COLUMNS + " FROM delivery d " + EVENT_OF_DELIVERY + OF_DELIVERY
            + " WHERE d.id = :id AND d.account_id = :account AND d.event_id BETWEEN :first AND :last";

    private static final String ATTEMPTS =
            """
            SELECT number, started_at, duration_ms, outcome, http_status, error_code, detail
            FROM attempt_made WHERE event_id = :event AND destination_id = :destination AND account_id = :account
            ORDER BY number
            """;

    private final JdbcClient jdbc;

    DeliveryList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of deliveries.
     *
     * @param next the {@code cursor} of the next page; null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Found> deliveries, @Nullable String next) {}

    /**
     * A delivery.
     *
     * @param status     pending, held, scheduled, delivered, dead-lettered or expired
     * @param reason     why the event goes there
     * @param attempts   how many were made
     * @param error      what the last one failed with
     * @param httpStatus of the last one
     * @param errorCode  Discord's, of the last one
     * @param nextAttemptAt of one that is pending or scheduled
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            UUID deliveryId,
            UUID eventId,
            String status,
            Where destination,
            String category,
            @Nullable String title,
            String reason,
            int attempts,
            @Nullable String error,
            @Nullable Integer httpStatus,
            @Nullable Integer errorCode,
            @Nullable Instant nextAttemptAt,
            Instant acceptedAt,
            @Nullable Instant completedAt,
            @Nullable String externalId,
            boolean possibleDuplicate) {}

    /** Where it goes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Where(
            UUID id, @Nullable String name, @Nullable String type, @Nullable String status, @Nullable String reason) {}

    /** A delivery with every attempt. */
    record Whole(@JsonUnwrapped Found delivery, List<Try> history) {}

    /**
     * One attempt.
     *
     * @param waitedMs from the end of the one before it, or from when the event was accepted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Try(
            int number,
            long waitedMs,
            Instant startedAt,
            int durationMs,
            String outcome,
            @Nullable Integer httpStatus,
            @Nullable Integer errorCode,
            @Nullable String detail) {}

    /**
     * @param query the parameters of a {@link DeliveryFilter}
     * @throws InvalidRequest for a parameter that makes no sense
     */
    public Reply list(Account account, @Nullable String query) {
        DeliveryFilter filter = DeliveryFilter.of(account, query);
        List<Found> found = jdbc.sql(statement(filter))
                .param("account", account.id())
                .params(filter.parameters())
                .query((row, index) -> found(row))
                .list();
        if (found.size() <= filter.limit()) {
            return Reply.of(200, new Page(found, null));
        }
        Found last = found.get(filter.limit() - 1);
        return Reply.of(
                200,
                new Page(
                        found.subList(0, filter.limit()),
                        new DeliveryFilter.Place(
                                        last.eventId(), last.destination().id())
                                .text()));
    }

    static String statement(DeliveryFilter filter) {
        if (filter.dead() || filter.scheduled()) {
            return COLUMNS + ALONG_ITS_STATUS.formatted(filter.onDelivery(), filter.onTheRest()) + NEWEST_FIRST;
        }
        if (filter.waiting()) {
            boolean allCount = filter.category() == null && filter.errorCode() == null && filter.httpStatus() == null;
            String limit = allCount ? "LIMIT :limit" : "";
            return COLUMNS + ALONG_QUEUES.formatted(filter.onDelivery(), limit, filter.onTheRest()) + NEWEST_FIRST;
        }
        return COLUMNS + ALONG_EVENTS.formatted(filter.onDelivery(), filter.onTheRest()) + NEWEST_EVENT_FIRST;
    }

    /** An id of another account is no id at all. */
    public Reply show(Account account, String id, @Nullable String query) {
        QueryParameters.requireNone(query);
        return Ids.parse(id)
                .flatMap(delivery -> find(account.id(), delivery))
                .map(found -> Reply.of(200, new Whole(found, history(account.id(), found))))
                .orElseGet(() -> Reply.of(Problem.of(
                        "unknown-delivery",
                        "There is no such delivery",
                        404,
                        "The account has no delivery with this id")));
    }

    private Optional<Found> find(UUID account, UUID delivery) {
        return jdbc.sql(FIND)
                .param("id", delivery)
                .param("account", account)
                .param("first", EventIds.firstOfMillisecond(delivery))
                .param("last", EventIds.lastOfMillisecond(delivery))
                .query((row, index) -> found(row))
                .optional();
    }

    private List<Try> history(UUID account, Found delivery) {
        var history = new ArrayList<Try>();
        jdbc.sql(ATTEMPTS)
                .params(Map.of(
                        "account",
                        account,
                        "event",
                        delivery.eventId(),
                        "destination",
                        delivery.destination().id()))
                .query((row, index) -> attempt(row))
                .list()
                .forEach(attempt -> {
                    Instant before = history.isEmpty()
                            ? delivery.acceptedAt()
                            : history.getLast()
                                    .startedAt()
                                    .plusMillis(history.getLast().durationMs());
                    long waited = Duration.between(before, attempt.startedAt()).toMillis();
                    history.add(new Try(
                            attempt.number(),
                            Math.max(0, waited),
                            attempt.startedAt(),
                            attempt.durationMs(),
                            attempt.outcome(),
                            attempt.httpStatus(),
                            attempt.errorCode(),
                            attempt.detail()));
                });
        return history;
    }

    private static EventView.AttemptView attempt(ResultSet row) throws SQLException {
        return new EventView.AttemptView(
                row.getInt("number"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getInt("duration_ms"),
                row.getString("outcome"),
                row.getObject("http_status", Integer.class),
                row.getObject("error_code", Integer.class),
                row.getString("detail"));
    }

    private static Found found(ResultSet row) throws SQLException {
        UUID event = row.getObject("event_id", UUID.class);
        String status = row.getString("status");
        return new Found(
                row.getObject("id", UUID.class),
                event,
                status,
                new Where(
                        row.getObject("destination_id", UUID.class),
                        row.getString("name"),
                        row.getString("type"),
                        row.getString("destination_status"),
                        row.getString("status_reason")),
                row.getString("category"),
                row.getString("title"),
                row.getString("reason"),
                row.getInt("attempts"),
                row.getString("error"),
                row.getObject("http_status", Integer.class),
                row.getObject("error_code", Integer.class),
                EventLog.waits(status) ? instant(row, "next_attempt_at") : null,
                Instant.ofEpochMilli(event.getMostSignificantBits() >>> 16),
                instant(row, "completed_at"),
                row.getString("external_id"),
                row.getBoolean("possible_duplicate"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
