package io.notifyflow.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.destination.DestinationView.Queue;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The destinations of an account as they are shown, what waits for them, and events to try them with. */
@Repository
class DestinationList {

    private static final String COLUMNS =
            """
            SELECT id, name, type, is_default, status, status_reason, confirmed, config, secret, batching, digest_seconds, created_at
            FROM destination WHERE account_id = :account
            """;

    /** An event of the hub's own, which counts for no quota; it goes to this destination alone. */
    private static final String TRY =
            """
            WITH target AS (
              SELECT id FROM destination WHERE id = :destination AND account_id = :account
            ), trial AS (
              INSERT INTO event (id, account_id, category, title, description, emoji)
              SELECT :event, :account, 'notifyflow', 'It works', 'This is a test: events for this destination arrive.', '✅'
              FROM target
            ), uncounted AS (
              INSERT INTO quota_return (event_id, counted) SELECT :event, false FROM target
            )
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT :delivery, :account, :event, id, 'pending', 'test of the destination' FROM target
            """;

    /** Both looks at the deliveries go along the queue's own index. */
    private static final String QUEUE =
            """
            SELECT t.status, (SELECT count(*) FROM delivery d WHERE d.destination_id = t.id AND d.status = 'pending') AS waiting,
                   head.event_id AS oldest, extract(epoch FROM now() - uuid7_time(head.event_id)) AS age,
                   CASE WHEN t.status = 'active' AND lane.gone IS NULL AND head.event_id IS NOT NULL
                        THEN greatest(now(), head.next_attempt_at, lane.closed_until, digest.next_at,
                                      uuid7_time(head.event_id) + make_interval(secs => t.digest_seconds)) END AS next_at,
                   CASE WHEN lane.closed_until > now() THEN lane.closed_until END AS closed_until,
                   lane.failures, lane.gone
            FROM destination t
            JOIN delivery_lane lane ON lane.id = t.lane_id
            LEFT JOIN destination_digest digest ON digest.destination_id = t.id AND t.batching = 'digest'
            LEFT JOIN LATERAL (
              SELECT event_id, next_attempt_at FROM delivery d WHERE d.destination_id = t.id AND d.status = 'pending'
              ORDER BY d.event_id LIMIT 1) head ON true
            WHERE t.id = :destination AND t.account_id = :account
            """;

    private static final String PLACE = "place";

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final DestinationTypes types;
    private final ObjectReader texts;

    DestinationList(JdbcClient jdbc, SecretCipher cipher, DestinationTypes types, ObjectMapper json) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.types = types;
        this.texts = json.readerFor(new TypeReference<Map<String, String>>() {});
    }

    /**
     * A destination with what is not shown of it.
     *
     * @param told what it was told, secrets among it
     * @param seal changes with each of its secrets
     */
    record Kept(DestinationView view, Map<String, String> told, int seal) {

        /** What its ETag is made of. */
        String state() {
            return view + " " + seal;
        }

        @Override
        public String toString() {
            return state();
        }
    }

    List<DestinationView> of(UUID account) {
        return jdbc
                .sql(COLUMNS + " ORDER BY created_at, id")
                .param("account", account)
                .query(this::kept)
                .list()
                .stream()
                .map(Kept::view)
                .toList();
    }

    Optional<Kept> find(UUID account, UUID destination) {
        return jdbc.sql(COLUMNS + " AND id = :id")
                .param("account", account)
                .param("id", destination)
                .query(this::kept)
                .optional();
    }

    Optional<Kept> find(UUID account, String name) {
        return jdbc.sql(COLUMNS + " AND lower(name) = lower(:name)")
                .param("account", account)
                .param("name", name)
                .query(this::kept)
                .optional();
    }

    Optional<Queue> queue(UUID account, UUID destination) {
        return jdbc.sql(QUEUE)
                .param("account", account)
                .param("destination", destination)
                .query((row, index) -> queue(destination, row))
                .optional();
    }

    private static Queue queue(UUID destination, ResultSet row) throws SQLException {
        UUID oldest = row.getObject("oldest", UUID.class);
        return new Queue(
                destination,
                row.getString("status"),
                row.getLong("waiting"),
                oldest == null ? null : Instant.ofEpochMilli(oldest.getMostSignificantBits() >>> 16),
                oldest == null ? null : Math.max(0, row.getLong("age")),
                time(row, "next_at"),
                time(row, "closed_until"),
                row.getInt("failures"),
                row.getString("gone"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Puts a test into the queue; empty if the account has no such destination. */
    Optional<UUID> tryOut(UUID account, UUID destination) {
        UUID event = EventIds.next();
        int added = jdbc.sql(TRY)
                .param("account", account)
                .param("destination", destination)
                .param("event", event)
                .param("delivery", EventIds.within(event, 0))
                .update();
        return added == 1 ? Optional.of(event) : Optional.empty();
    }

    private Kept kept(ResultSet row, int index) throws SQLException {
        byte @Nullable [] secret = row.getBytes("secret");
        String type = row.getString("type");
        Map<String, String> shown = shown(row.getString("config"));
        Map<String, String> secrets = secrets(secret);
        Map<String, String> told =
                types.find(type).map(known -> known.told(shown, secrets)).orElse(Map.of());
        var view = new DestinationView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                type,
                row.getBoolean("is_default"),
                row.getString("status"),
                row.getString("status_reason"),
                row.getBoolean("confirmed"),
                shown,
                told.entrySet().stream()
                        .filter(member -> !shown.containsValue(member.getValue()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                row.getString("batching"),
                row.getObject("digest_seconds", Integer.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
        return new Kept(view, told, Arrays.hashCode(secret));
    }

    private Map<String, String> shown(String config) {
        try {
            Map<String, String> read = texts.readValue(config);
            var shown = new TreeMap<>(read);
            shown.remove(PLACE);
            return shown;
        } catch (JsonProcessingException unreadable) {
            // The others are shown, and this one can be entered again.
            return Map.of();
        }
    }

    /** None where they cannot be read: whoever changes such a destination has to tell all of it anew. */
    private Map<String, String> secrets(byte @Nullable [] secret) {
        if (secret == null) {
            return Map.of();
        }
        try {
            String text = cipher.decrypt(secret);
            // The first account's webhook has its token alone there.
            return text.startsWith("{") ? texts.readValue(text) : Map.of("token", text);
        } catch (IllegalStateException | JsonProcessingException unreadable) {
            return Map.of();
        }
    }
}
