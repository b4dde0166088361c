package io.notifyflow.delivery.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.Target;
import io.notifyflow.event.EventRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The durable queue of deliveries. The table is the truth; what is handed over in memory only saves a wait. */
@Repository
class DeliveryQueue {

    private static final Logger log = LoggerFactory.getLogger(DeliveryQueue.class);

    /** An event that is routed twice, after a crash, is stored once. */
    static final String ENQUEUE =
            """
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT id, account_id, event_id, destination_id, 'pending', reason
            FROM unnest(CAST(:ids AS uuid[]), CAST(:eventIds AS uuid[]), CAST(:accounts AS uuid[]),
                        CAST(:destinations AS uuid[]), CAST(:reasons AS text[]))
                 AS a(id, event_id, account_id, destination_id, reason)
            ON CONFLICT DO NOTHING
            """;

    /**
     * The events are looked up one by one ({@code OFFSET 0} keeps PostgreSQL from joining them otherwise): where many
     * wait it would merge the queue with all events of the month, from the first one on, to read fifty.
     */
    private static final String NEXT =
            """
            WITH head AS MATERIALIZED (
              SELECT id, account_id, event_id, reason, attempts, failures, message_id, next_attempt_at
              FROM delivery
              WHERE destination_id = :destination AND status = 'pending'
              ORDER BY event_id LIMIT :most
            )
            SELECT d.id, d.reason, d.attempts, d.failures, d.message_id, e.*,
                   CASE WHEN d.next_attempt_at > now() THEN extract(epoch FROM d.next_attempt_at - now()) ELSE 0 END AS wait,
                   t.id AS target_id, t.lane_id, t.name AS target_name, t.type AS target_type, t.config, t.secret,
                   t.batching, t.digest_seconds, c.color, c.emoji AS category_emoji
            FROM destination t
            CROSS JOIN head d
            CROSS JOIN LATERAL (SELECT %s FROM event e WHERE e.id = d.event_id OFFSET 0) e
            LEFT JOIN LATERAL (
              SELECT color, emoji FROM category
              WHERE account_id = d.account_id AND lower(name) = lower(e.category) OFFSET 0
            ) c ON true
            WHERE t.id = :destination AND t.status = 'active' AND t.lane_id = :lane
            ORDER BY d.event_id
            """
                    .formatted(EventRows.COLUMNS);

    /** Steps from the head of one destination to the next, so a long backlog costs no more than a short one. */
    private static final String DUE =
            """
            WITH RECURSIVE head AS (
              (SELECT destination_id, account_id, event_id, next_attempt_at FROM delivery
               WHERE status = 'pending' AND destination_id > :after
               ORDER BY destination_id, event_id LIMIT 1)
              UNION ALL
              SELECT next.*
              FROM head CROSS JOIN LATERAL (
                SELECT destination_id, account_id, event_id, next_attempt_at FROM delivery
                WHERE status = 'pending' AND destination_id > head.destination_id
                ORDER BY destination_id, event_id LIMIT 1) next
            )
            SELECT head.destination_id, head.account_id
            FROM head
            JOIN destination t ON t.id = head.destination_id
            JOIN delivery_lane lane ON lane.id = t.lane_id
            LEFT JOIN destination_digest digest ON digest.destination_id = t.id
            WHERE t.status = 'active' AND head.next_attempt_at <= now()
              AND (lane.leased_until < now() OR lane.leased_by = :hub) AND lane.closed_until <= now() AND lane.gone IS NULL
              AND (t.batching <> 'digest'
                OR coalesce(digest.next_at, '-infinity') <= now()
                   AND uuid7_time(head.event_id) + make_interval(secs => t.digest_seconds) <= now())
            LIMIT :most
            """;

    private static final String SCHEDULE =
            """
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, next_attempt_at)
            SELECT id, account_id, event_id, destination_id, 'scheduled', reason, due
            FROM unnest(CAST(:ids AS uuid[]), CAST(:eventIds AS uuid[]), CAST(:accounts AS uuid[]),
                        CAST(:destinations AS uuid[]), CAST(:reasons AS text[]), CAST(:due AS timestamptz[]))
                 AS a(id, event_id, account_id, destination_id, reason, due)
            ON CONFLICT DO NOTHING
            """;

    /** Several hubs may do so at once; each takes what the others leave. */
    private static final String RELEASE =
            """
            WITH due AS (
              SELECT event_id, destination_id FROM delivery
              WHERE status = 'scheduled' AND next_attempt_at <= :now
              ORDER BY next_attempt_at LIMIT :most FOR UPDATE SKIP LOCKED
            )
            UPDATE delivery d SET status = 'pending', next_attempt_at = least(d.next_attempt_at, now())
            FROM due WHERE d.event_id = due.event_id AND d.destination_id = due.destination_id
            RETURNING d.destination_id, d.account_id
            """;

    /** Out of the queue for a while, the longer the older the event is: those behind it go on. */
    private static final String SET_ASIDE =
            """
            UPDATE delivery SET status = 'scheduled', error = :error,
              next_attempt_at = now() + greatest(interval '2 seconds', least(interval '10 minutes', now() - uuid7_time(event_id)))
            WHERE event_id = :event AND destination_id = :destination AND status = 'pending'
            """;

    /** The head of the queue, whose time is the destination's. */
    private static final String PUT_OFF =
            """
            UPDATE delivery SET error = :error,
              next_attempt_at = now() + greatest(interval '2 seconds', least(interval '1 minute', now() - uuid7_time(event_id)))
            WHERE destination_id = :destination AND status = 'pending' AND event_id = (
              SELECT event_id FROM delivery WHERE destination_id = :destination AND status = 'pending'
              ORDER BY event_id LIMIT 1)
            """;

    private static final String DIGEST_OPENS =
            """
            SELECT greatest(0, extract(epoch FROM next_at - now())) FROM destination_digest WHERE destination_id = :id
            """;

    private static final String NAME_MESSAGE =
            """
            UPDATE delivery SET message_id = :message
            WHERE event_id = ANY(CAST(:events AS uuid[])) AND destination_id = :destination AND status = 'pending'
            """;

    private static final double NANOS = 1e9;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final ObjectReader config;

    DeliveryQueue(JdbcClient jdbc, SecretCipher cipher, ObjectMapper json) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.config = json.readerFor(new TypeReference<Map<String, String>>() {});
    }

    /** A delivery that is to wait in the table. */
    record Row(UUID id, UUID event, UUID account, UUID destination, String reason) {}

    /** Puts deliveries that were handed over in memory into the table after all. */
    void store(List<Delivery> deliveries) {
        insert(deliveries.stream()
                .map(delivery -> new Row(
                        delivery.id(),
                        delivery.event().id(),
                        delivery.event().accountId(),
                        delivery.target().id(),
                        delivery.reason()))
                .toList());
    }

    /** Inserts pending deliveries, but for those that are there. */
    void insert(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql(ENQUEUE)
                .param("ids", rows.stream().map(Row::id).toArray(UUID[]::new))
                .param("eventIds", rows.stream().map(Row::event).toArray(UUID[]::new))
                .param("accounts", rows.stream().map(Row::account).toArray(UUID[]::new))
                .param("destinations", rows.stream().map(Row::destination).toArray(UUID[]::new))
                .param("reasons", rows.stream().map(Row::reason).toArray(String[]::new))
                .update();
    }

    /** A delivery whose time has not come. */
    record Scheduled(Row row, Instant due) {}

    /** Stores deliveries that are to go out later, but for those that are there. */
    void schedule(List<Scheduled> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        jdbc.sql(SCHEDULE)
                .param("ids", array(deliveries, Row::id, UUID[]::new))
                .param("eventIds", array(deliveries, Row::event, UUID[]::new))
                .param("accounts", array(deliveries, Row::account, UUID[]::new))
                .param("destinations", array(deliveries, Row::destination, UUID[]::new))
                .param("reasons", array(deliveries, Row::reason, String[]::new))
                .param(
                        "due",
                        deliveries.stream()
                                .map(delivery -> Timestamp.from(delivery.due()))
                                .toArray(Timestamp[]::new))
                .update();
    }

    private static <T> T[] array(List<Scheduled> deliveries, Function<Row, T> member, IntFunction<T[]> array) {
        return deliveries.stream().map(Scheduled::row).map(member).toArray(array);
    }

    /**
     * Puts deliveries whose time has come into the queue, the earliest first.
     *
     * @return for each the destination that it waits for
     */
    List<Due> release(Instant now, int most) {
        return jdbc.sql(RELEASE)
                .param("now", Timestamp.from(now))
                .param("most", most)
                .query((row, index) -> new Due(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /**
     * The next deliveries of a destination in the order of their events; also those whose time has not come. None if
     * the destination is held, or leads to another lane by now.
     */
    List<Delivery> next(UUID destination, UUID lane, int most) {
        Read read;
        do {
            read = jdbc.sql(NEXT)
                    .param("destination", destination)
                    .param("lane", lane)
                    .param("most", most)
                    .query(this::deliveries);
            if (read.unreadable() != null) {
                log.warn("Deliveries to destination {} wait: {}", destination, read.unreadable());
                jdbc.sql(PUT_OFF)
                        .param("destination", destination)
                        .param("error", read.unreadable())
                        .update();
                return List.of();
            }
            read.poisoned().forEach((event, reason) -> setAside(event, destination, reason));
        } while (read.deliveries().isEmpty() && !read.poisoned().isEmpty());
        return read.deliveries();
    }

    private void setAside(UUID event, UUID destination, String reason) {
        log.warn("Event {} cannot be delivered to destination {} for now: {}", event, destination, reason);
        jdbc.sql(SET_ASIDE)
                .param("event", event)
                .param("destination", destination)
                .param("error", reason)
                .update();
    }

    /**
     * What was read of a queue.
     *
     * @param poisoned   events whose rows make no sense, with the reason
     * @param unreadable why the destination's own row makes no sense; null if it does
     */
    private record Read(List<Delivery> deliveries, Map<UUID, String> poisoned, @Nullable String unreadable) {}

    /** A destination whose next delivery is due and which no other hub holds. */
    record Due(UUID destination, UUID account) {}

    /** What is due, in the order of the destinations' ids after the given one. */
    List<Due> due(UUID hub, UUID after, int most) {
        return jdbc.sql(DUE)
                .param("hub", hub)
                .param("after", after)
                .param("most", most)
                .query((row, index) -> new Due(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** How long a digest has to wait because the last one was sent not long ago. */
    Duration digestOpensIn(UUID destination) {
        double seconds = jdbc.sql(DIGEST_OPENS)
                .param("id", destination)
                .query(Double.class)
                .optional()
                .orElse(0.0);
        return Duration.ofNanos((long) (seconds * NANOS));
    }

    /** Keeps which deliveries a message is about to be sent for, so that a repetition is about the same. */
    void nameMessage(DeliveryBatch batch) {
        jdbc.sql(NAME_MESSAGE)
                .param("message", batch.messageId())
                .param(
                        "events",
                        batch.deliveries().stream()
                                .map(delivery -> delivery.event().id())
                                .toArray(UUID[]::new))
                .param("destination", batch.target().id())
                .update();
    }

    private Read deliveries(ResultSet rows) throws SQLException {
        Instant now = Instant.now();
        var deliveries = new ArrayList<Delivery>();
        var poisoned = new HashMap<UUID, String>();
        Target target = null;
        while (rows.next()) {
            try {
                // The same for all of them; its secret is deciphered once.
                target = target == null ? target(rows) : target;
            } catch (RuntimeException e) {
                return new Read(List.of(), Map.of(), "The destination's settings cannot be read: " + e.getMessage());
            }
            try {
                deliveries.add(delivery(rows, target, now));
            } catch (RuntimeException e) {
                poisoned.put(
                        rows.getObject("event_id", UUID.class), "The event's row cannot be read: " + e.getMessage());
            }
        }
        return new Read(deliveries, poisoned, null);
    }

    private Target target(ResultSet row) throws SQLException {
        byte[] secret = row.getBytes("secret");
        Integer digest = row.getObject("digest_seconds", Integer.class);
        return new Target(
                row.getObject("target_id", UUID.class),
                row.getObject("lane_id", UUID.class),
                row.getString("target_name"),
                row.getString("target_type"),
                config(row.getString("config")),
                secret == null ? null : cipher.decrypt(secret),
                Batching.valueOf(row.getString("batching").toUpperCase(Locale.ROOT)),
                digest == null ? null : Duration.ofSeconds(digest));
    }

    private static Delivery delivery(ResultSet row, Target target, Instant now) throws SQLException {
        return new Delivery(
                row.getObject("id", UUID.class),
                EventRows.read(row),
                target,
                row.getObject("color", Integer.class),
                row.getString("category_emoji"),
                row.getInt("attempts"),
                row.getInt("failures"),
                now.plusNanos((long) (row.getDouble("wait") * NANOS)),
                row.getObject("message_id", UUID.class),
                row.getString("reason"),
                true);
    }

    private Map<String, String> config(String json) {
        try {
            return config.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A destination's config must be an object of texts", e);
        }
    }
}
