package io.notifyflow.deadletter;

import io.notifyflow.deadletter.LetterView.AttemptView;
import io.notifyflow.deadletter.LetterView.Count;
import io.notifyflow.deadletter.LetterView.DestinationView;
import io.notifyflow.deadletter.LetterView.Page;
import io.notifyflow.deadletter.LetterView.Payload;
import io.notifyflow.deadletter.LetterView.Whole;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the dead letters of an account; every question names the account. */
@Repository
class DeadLetters {

    private static final String COLUMNS =
            """
            SELECT d.id, d.destination_id, coalesce(t.name, g.name) AS name, coalesce(t.type, g.type) AS type,
                   CASE WHEN g.id IS NULL THEN t.status ELSE 'deleted' END AS destination_status, d.error, d.attempts,
                   d.completed_at, d.possible_duplicate, a.http_status, a.error_code,
                   CASE d.status WHEN 'dead' THEN 'dead-lettered' ELSE d.status END AS status, e.*
            FROM delivery d
            CROSS JOIN LATERAL (SELECT %s FROM event e WHERE e.id = d.event_id OFFSET 0) e
            LEFT JOIN destination t ON t.id = d.destination_id
            LEFT JOIN deleted_destination g ON g.id = d.destination_id
            """
                            .formatted(EventRows.COLUMNS)
                    + LetterFilter.LAST_ATTEMPT;

    private static final String ATTEMPTS =
            """
            SELECT number, started_at, duration_ms, outcome, http_status, error_code, detail
            FROM delivery_attempt
            WHERE event_id = :event AND destination_id = :destination AND account_id = :account ORDER BY number
            """;

    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Newest first. */
    Page list(UUID account, LetterFilter filter, int limit, @Nullable Cursor after) {
        List<LetterView> found = jdbc.sql(COLUMNS + " WHERE d.account_id = :account AND d.status = 'dead'"
                        + filter.conditions()
                        + (after == null ? "" : " AND (d.completed_at, d.id) < (:diedAt, :delivery)")
                        + " ORDER BY d.completed_at DESC, d.id DESC LIMIT :limit")
                .param("account", account)
                .params(filter.parameters())
                .param("diedAt", after == null ? null : Timestamp.from(after.diedAt()))
                .param("delivery", after == null ? null : after.delivery())
                .param("limit", limit + 1)
                .query((row, index) -> letter(row))
                .list();
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        LetterView last = found.get(limit - 1);
        return new Page(found.subList(0, limit), new Cursor(last.diedAt(), last.deliveryId()).text());
    }

    Count count(UUID account, LetterFilter filter) {
        return jdbc.sql("SELECT count(t.id) AS count, count(*) - count(t.id) AS undeliverable FROM delivery d"
                        + " LEFT JOIN destination t ON t.id = d.destination_id" + filter.joins()
                        + " WHERE d.account_id = :account AND d.status = 'dead'" + filter.conditions())
                .param("account", account)
                .params(filter.parameters())
                .query((row, index) -> new Count(row.getLong("count"), row.getLong("undeliverable")))
                .single();
    }

    /** A dead letter, also one that has expired. */
    Optional<Whole> find(UUID account, UUID delivery) {
        return jdbc.sql(COLUMNS + " WHERE d.id = :id AND d.account_id = :account AND d.status IN ('dead', 'expired')")
                .param("id", delivery)
                .param("account", account)
                .query((row, index) -> whole(letter(row), account, EventRows.readToShow(row)))
                .optional();
    }

    private Whole whole(LetterView letter, UUID account, Event event) {
        return new Whole(
                letter, attempts(account, event.id(), letter.destination().id()), Payload.of(event));
    }

    private List<AttemptView> attempts(UUID account, UUID event, UUID destination) {
        return jdbc.sql(ATTEMPTS)
                .param("event", event)
                .param("destination", destination)
                .param("account", account)
                .query((row, index) -> new AttemptView(
                        row.getInt("number"),
                        instant(row, "started_at"),
                        row.getInt("duration_ms"),
                        row.getString("outcome"),
                        row.getObject("http_status", Integer.class),
                        row.getObject("error_code", Integer.class),
                        row.getString("detail")))
                .list();
    }

    private static LetterView letter(ResultSet row) throws SQLException {
        String error = row.getString("error");
        return new LetterView(
                row.getObject("id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getString("status"),
                new DestinationView(
                        row.getObject("destination_id", UUID.class),
                        row.getString("name"),
                        row.getString("type"),
                        row.getString("destination_status")),
                row.getString("category"),
                row.getString("title"),
                error == null ? "unknown" : error,
                row.getObject("http_status", Integer.class),
                row.getObject("error_code", Integer.class),
                row.getInt("attempts"),
                instant(row, "completed_at"),
                row.getBoolean("possible_duplicate"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
