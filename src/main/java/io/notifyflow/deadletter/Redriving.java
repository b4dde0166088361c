package io.notifyflow.deadletter;

import io.notifyflow.event.DeadLetter;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts dead letters back into the queue, where the dispatcher's look at the table finds them. The quota that was given
 * back for their events is taken again in the same transaction, so that a second death gives it back once more.
 */
@Component
class Redriving {

    /** The locks of {@link Settlement}, in an order that all redrives share. */
    private static final String LOCK_EVENTS =
            """
            SELECT pg_advisory_xact_lock(key)
            FROM (SELECT DISTINCT hashtextextended(event::text, 0) AS key
                  FROM unnest(CAST(:events AS uuid[])) AS event ORDER BY key) AS ordered
            """;

    private static final String LOCK_USAGE =
            """
            SELECT u.month FROM usage u
            WHERE u.account_id = :account AND u.month IN (
              SELECT CAST(date_trunc('month', uuid7_time(event) AT TIME ZONE 'UTC') AS date)
              FROM unnest(CAST(:events AS uuid[])) AS event)
            ORDER BY u.month FOR UPDATE
            """;

    /** What was never counted (a notice of the hub itself) is not taken either: its row in quota_return stays. */
    private static final String REDRIVE =
            """
            WITH redriven AS (
              UPDATE delivery d SET status = 'pending', failures = 0, next_attempt_at = now(), completed_at = NULL,
                                    settled = false, message_id = NULL
              FROM unnest(CAST(:events AS uuid[]), CAST(:destinations AS uuid[])) AS letter(event_id, destination_id)
              JOIN destination t ON t.id = letter.destination_id
              WHERE d.event_id = letter.event_id AND d.destination_id = letter.destination_id
                AND d.account_id = :account AND d.status = 'dead' AND d.settled
              RETURNING d.event_id
            ), taken AS (
              DELETE FROM quota_return WHERE counted AND event_id IN (SELECT event_id FROM redriven)
              RETURNING event_id
            ), counted AS (
              UPDATE usage u SET returned = greatest(0, u.returned - n.events)
              FROM (SELECT CAST(date_trunc('month', uuid7_time(event_id) AT TIME ZONE 'UTC') AS date) AS month,
                           count(*) AS events
                    FROM taken GROUP BY 1) n
              WHERE u.account_id = :account AND u.month = n.month
            )
            SELECT count(*) FROM redriven
            """;

    /** What is no dead letter is found by the time in its id, which is its event's. */
    private static final String FIND =
            """
            SELECT d.event_id, d.destination_id, d.status, d.completed_at, d.error, d.settled, t.name,
                   t.status AS destination_status, t.status_reason
            FROM delivery d LEFT JOIN destination t ON t.id = d.destination_id
            WHERE d.id = :id AND d.account_id = :account
              AND (d.status IN ('dead', 'expired') OR d.event_id BETWEEN :first AND :last)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Settlement settlement;

    Redriving(JdbcClient jdbc, TransactionTemplate transaction, Settlement settlement) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settlement = settlement;
    }

    /** What came of the wish to redrive one letter. */
    sealed interface Outcome {

        /** It is in the queue. */
        record Redriven(UUID eventId) implements Outcome {}

        /** It is in the queue, and stays there until its destination is resumed. */
        record Held(UUID eventId, String destination, String status, @Nullable String reason) implements Outcome {}

        /** The account has no such delivery. */
        record Unknown() implements Outcome {}

        /** The delivery is no dead letter, or none any more. */
        record NotDead(UUID eventId, String status) implements Outcome {}

        /** It was kept for as long as dead letters are. */
        record Expired(UUID eventId, Instant diedAt) implements Outcome {}

        /** There is nowhere to send it. */
        record DestinationDeleted(UUID eventId) implements Outcome {}
    }

    /** A letter to be redriven; one that is not settled yet is settled first. */
    record Candidate(DeadLetter letter, boolean settled) {}

    /** Redrives one letter, if it is one. */
    Outcome one(UUID account, UUID delivery) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Outcome outcome = null;
            // Again where somebody was faster between the look and the lock.
            while (outcome == null) {
                outcome = attempt(account, delivery);
            }
            return outcome;
        }));
    }

    private @Nullable Outcome attempt(UUID account, UUID delivery) {
        Found found = jdbc.sql(FIND)
                .param("id", delivery)
                .param("account", account)
                .param("first", EventIds.firstOfMillisecond(delivery))
                .param("last", EventIds.lastOfMillisecond(delivery))
                .query((row, index) -> found(row))
                .optional()
                .orElse(null);
        if (found == null) {
            return new Outcome.Unknown();
        }
        if (!found.status().equals("dead")) {
            return found.diedAt() != null && found.status().equals("expired")
                    ? new Outcome.Expired(found.eventId(), found.diedAt())
                    : new Outcome.NotDead(found.eventId(), found.status());
        }
        if (found.destinationName() == null) {
            return new Outcome.DestinationDeleted(found.eventId());
        }
        var letter = new DeadLetter(delivery, found.eventId(), found.destinationId(), account, found.error());
        if (redrive(account, List.of(new Candidate(letter, found.settled()))) == 0) {
            return null;
        }
        return found.destinationStatus().equals("active")
                ? new Outcome.Redriven(found.eventId())
                : new Outcome.Held(
                        found.eventId(), found.destinationName(), found.destinationStatus(), found.statusReason());
    }

    private record Found(
            UUID eventId,
            UUID destinationId,
            String status,
            @Nullable Instant diedAt,
            String error,
            boolean settled,
            @Nullable String destinationName,
            String destinationStatus,
            @Nullable String statusReason) {}

    private static Found found(ResultSet row) throws SQLException {
        OffsetDateTime diedAt = row.getObject("completed_at", OffsetDateTime.class);
        String error = row.getString("error");
        String destinationStatus = row.getString("destination_status");
        return new Found(
                row.getObject("event_id", UUID.class),
                row.getObject("destination_id", UUID.class),
                row.getString("status"),
                diedAt == null ? null : diedAt.toInstant(),
                error == null ? "" : error,
                row.getBoolean("settled"),
                row.getString("name"),
                destinationStatus == null ? "" : destinationStatus,
                row.getString("status_reason"));
    }

    /**
     * Redrives letters of one account within the caller's transaction.
     *
     * @return how many; those that are no dead letters any more, or have no destination, are left alone
     */
    int redrive(UUID account, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return 0;
        }
        UUID[] events = candidates.stream()
                .map(candidate -> candidate.letter().eventId())
                .toArray(UUID[]::new);
        jdbc.sql(LOCK_EVENTS).param("events", events).query(row -> {});
        jdbc.sql(LOCK_USAGE).param("events", events).param("account", account).query(row -> {});
        candidates.stream()
                .filter(candidate -> !candidate.settled())
                .forEach(candidate -> settlement.settle(candidate.letter()));
        return jdbc.sql(REDRIVE)
                .param("events", events)
                .param(
                        "destinations",
                        candidates.stream()
                                .map(candidate -> candidate.letter().destinationId())
                                .toArray(UUID[]::new))
                .param("account", account)
                .query(Integer.class)
                .single();
    }
}
