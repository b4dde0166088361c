package io.notifyflow.source.request;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The last requests of sources as they are stored: so many of each source, for so long. */
@Repository
class RecordedRequests {

    /** Of a source. */
    static final int KEPT = 50;
    /** Of each outcome these stay, however much of another comes. */
    static final int KEPT_OF_EACH = 10;

    private static final int DAYS = 7;
    private static final int BATCH = 5000;
    private static final int REASON_LENGTH = 500;
    private static final int KIND_LENGTH = 80;

    /** A source that was revoked meanwhile has no record any more. */
    private static final String WRITE =
            """
            INSERT INTO source_request AS r (id, source_id, requests, first_at, last_at, outcome, status, problem, reason,
              kind, told, repeated, refused, event_ids, content_type, size, excerpt)
            SELECT n.id, n.source_id, n.requests, n.first_at, n.last_at, n.outcome, n.status, n.problem, n.reason,
              n.kind, n.told, n.repeated, n.refused, CAST(string_to_array(n.events, ',') AS uuid[]), n.content_type, n.size,
              n.excerpt
            FROM unnest(CAST(:ids AS uuid[]), CAST(:sources AS uuid[]), CAST(:requests AS integer[]),
                CAST(:firstAt AS timestamptz[]), CAST(:lastAt AS timestamptz[]), CAST(:outcomes AS text[]),
                CAST(:statuses AS integer[]), CAST(:problems AS text[]), CAST(:reasons AS text[]), CAST(:kinds AS text[]),
                CAST(:told AS integer[]), CAST(:repeated AS integer[]), CAST(:refused AS integer[]),
                CAST(:events AS text[]), CAST(:contentTypes AS text[]), CAST(:sizes AS bigint[]), CAST(:excerpts AS text[]))
              AS n(id, source_id, requests, first_at, last_at, outcome, status, problem, reason, kind, told, repeated,
                   refused, events, content_type, size, excerpt)
            JOIN source s ON s.id = n.source_id AND s.revoked_at IS NULL
            ORDER BY n.id
            ON CONFLICT (id) DO UPDATE SET
              requests = r.requests + excluded.requests, last_at = greatest(r.last_at, excluded.last_at),
              told = r.told + excluded.told, repeated = r.repeated + excluded.repeated,
              refused = r.refused + excluded.refused, event_ids = (r.event_ids || excluded.event_ids)[1\\:10]
            """;

    private static final String COUNT =
            """
            INSERT INTO source_activity AS a (source_id, last_received_at, day, told, repeated, ignored, refused, answered)
            SELECT n.source_id, n.last_at, n.day, n.told, n.repeated, n.ignored, n.refused, n.answered
            FROM unnest(CAST(:sources AS uuid[]), CAST(:lastAt AS timestamptz[]), CAST(:days AS date[]),
                CAST(:told AS bigint[]), CAST(:repeated AS bigint[]), CAST(:ignored AS bigint[]), CAST(:refused AS bigint[]),
                CAST(:answered AS bigint[]))
              AS n(source_id, last_at, day, told, repeated, ignored, refused, answered)
            JOIN source s ON s.id = n.source_id AND s.revoked_at IS NULL
            WHERE n.day = CAST(:day AS date)
            ORDER BY n.source_id
            ON CONFLICT (source_id) DO UPDATE SET
              last_received_at = greatest(a.last_received_at, excluded.last_received_at),
              day = greatest(a.day, excluded.day),
              told = CASE WHEN a.day < excluded.day THEN 0 ELSE a.told END
                + CASE WHEN excluded.day < a.day THEN 0 ELSE excluded.told END,
              repeated = CASE WHEN a.day < excluded.day THEN 0 ELSE a.repeated END
                + CASE WHEN excluded.day < a.day THEN 0 ELSE excluded.repeated END,
              ignored = CASE WHEN a.day < excluded.day THEN 0 ELSE a.ignored END
                + CASE WHEN excluded.day < a.day THEN 0 ELSE excluded.ignored END,
              refused = CASE WHEN a.day < excluded.day THEN 0 ELSE a.refused END
                + CASE WHEN excluded.day < a.day THEN 0 ELSE excluded.refused END,
              answered = CASE WHEN a.day < excluded.day THEN 0 ELSE a.answered END
                + CASE WHEN excluded.day < a.day THEN 0 ELSE excluded.answered END
            """;

    private static final String TRIM =
            """
            DELETE FROM source_request WHERE id IN (
              SELECT id FROM (
                SELECT id, row_number() OVER (PARTITION BY source_id ORDER BY nth > :each, id DESC) AS place
                FROM (SELECT id, source_id, row_number() OVER (PARTITION BY source_id, outcome ORDER BY id DESC) AS nth
                      FROM source_request WHERE source_id = ANY (CAST(:sources AS uuid[]))) AS ranked) AS placed
              WHERE place > :kept)
            """;

    private static final String EXPIRE =
            """
            DELETE FROM source_request WHERE id IN (
              SELECT id FROM source_request WHERE last_at < now() - make_interval(days => :days)
              ORDER BY last_at LIMIT :batch FOR UPDATE SKIP LOCKED)
            """;

    private static final String IS_THERE =
            "SELECT EXISTS (SELECT FROM source WHERE id = :source AND account_id = :account AND revoked_at IS NULL)";

    private static final String LIST =
            """
            SELECT id, requests, first_at, last_at, outcome, status, problem, reason, kind, told, repeated, refused,
              event_ids, content_type, size, excerpt
            FROM source_request
            WHERE source_id = :source AND id < :before AND (CAST(:outcome AS text) IS NULL OR outcome = :outcome)
            ORDER BY id DESC LIMIT :limit
            """;

    private final JdbcClient jdbc;

    RecordedRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    public void write(Collection<RecordedRow> rows, Map<Activity.Key, Activity> activities) {
        if (!rows.isEmpty()) {
            write(new ArrayList<>(rows));
        }
        List<Activity.Key> keys = new ArrayList<>(activities.keySet());
        // A source has one row, and a statement may touch it once: yesterday's come before today's.
        keys.stream()
                .map(Activity.Key::day)
                .distinct()
                .sorted()
                .forEach(day -> count(keys, activities, day.toString()));
        if (!rows.isEmpty()) {
            jdbc.sql(TRIM)
                    .param("sources", texts(rows, row -> row.first().source()))
                    .param("each", KEPT_OF_EACH)
                    .param("kept", KEPT)
                    .update();
        }
    }

    private void write(List<RecordedRow> rows) {
        jdbc.sql(WRITE)
                .param("ids", texts(rows, RecordedRow::id))
                .param("sources", texts(rows, row -> row.first().source()))
                .param("requests", texts(rows, RecordedRow::requests))
                .param("firstAt", texts(rows, row -> row.first().at()))
                .param("lastAt", texts(rows, RecordedRow::lastAt))
                .param("outcomes", texts(rows, row -> row.first().outcome().text()))
                .param("statuses", texts(rows, row -> row.first().status()))
                .param("problems", texts(rows, row -> row.first().problem()))
                .param("reasons", texts(rows, row -> reason(row.first())))
                .param("kinds", texts(rows, row -> kind(row.first())))
                .param("told", texts(rows, RecordedRow::told))
                .param("repeated", texts(rows, RecordedRow::repeated))
                .param("refused", texts(rows, RecordedRow::refused))
                .param("events", texts(rows, row -> row.events().stream()
                        .map(UUID::toString)
                        .collect(Collectors.joining(","))))
                .param("contentTypes", texts(rows, row -> of(row, Payload::contentType)))
                .param("sizes", texts(rows, row -> of(row, Payload::size)))
                .param("excerpts", texts(rows, row -> row.first().keepsExcerpt() ? of(row, Payload::excerpt) : null))
                .update();
    }

    private static @Nullable String reason(RecordedRequest request) {
        String reason = request.reason();
        return reason == null ? null : Payload.reason(reason, request.payload(), REASON_LENGTH);
    }

    private static @Nullable String kind(RecordedRequest request) {
        Payload payload = request.payload();
        String kind = payload == null ? null : payload.kind();
        return kind == null ? null : Payload.reason(kind, payload, KIND_LENGTH);
    }

    private static @Nullable Object of(RecordedRow row, Function<Payload, @Nullable Object> part) {
        Payload payload = row.first().payload();
        return payload == null ? null : part.apply(payload);
    }

    private void count(List<Activity.Key> keys, Map<Activity.Key, Activity> activities, String day) {
        List<Map.Entry<Activity.Key, Activity>> counts =
                keys.stream().map(key -> Map.entry(key, activities.get(key))).toList();
        var statement = jdbc.sql(COUNT)
                .param("day", day)
                .param("sources", texts(counts, count -> count.getKey().source()))
                .param("lastAt", texts(counts, count -> count.getValue().last()))
                .param("days", texts(counts, count -> count.getKey().day()));
        for (Outcome outcome : Outcome.values()) {
            statement = statement.param(
                    outcome.text(), texts(counts, count -> count.getValue().count(outcome)));
        }
        statement.update();
    }

    /** A column, as the texts that PostgreSQL makes values of. */
    private static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream()
                .map(value)
                .map(each -> each == null ? null : each.toString())
                .toArray(String[]::new);
    }

    boolean isThere(UUID account, UUID source) {
        return jdbc.sql(IS_THERE)
                .param("source", source)
                .param("account", account)
                .query(Boolean.class)
                .single();
    }

    /** The latest first. */
    List<RequestView> list(UUID source, @Nullable String outcome, UUID before, int limit) {
        return jdbc.sql(LIST)
                .param("source", source)
                .param("outcome", outcome, Types.VARCHAR)
                .param("before", before)
                .param("limit", limit)
                .query(RecordedRequests::view)
                .list();
    }

    private static RequestView view(ResultSet row, int index) throws SQLException {
        int requests = row.getInt("requests");
        return new RequestView(
                row.getObject("id", UUID.class),
                time(row, "first_at"),
                requests > 1 ? time(row, "last_at") : null,
                requests,
                row.getString("outcome"),
                row.getObject("status", Integer.class),
                row.getString("problem"),
                row.getString("reason"),
                row.getString("kind"),
                row.getInt("told"),
                row.getInt("repeated"),
                row.getInt("refused"),
                ids(row.getArray("event_ids")),
                row.getString("content_type"),
                row.getObject("size", Long.class),
                row.getString("excerpt"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static List<UUID> ids(Array column) throws SQLException {
        return List.of((UUID[]) column.getArray());
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 60_000)
    void expire() {
        int expired;
        do {
            expired = jdbc.sql(EXPIRE).param("days", DAYS).param("batch", BATCH).update();
        } while (expired == BATCH);
    }
}
