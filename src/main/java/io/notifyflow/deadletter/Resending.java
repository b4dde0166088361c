package io.notifyflow.deadletter;

import io.notifyflow.event.EventIds;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends an event also where it did not go; the quota that was given back for it is taken again. */
@Component
class Resending {

    /** Beyond those that routing gives, so that it comes last where an event's deliveries are shown. */
    private static final int LAST = 0xFFF;

    private static final String FIND =
            """
            SELECT EXISTS (SELECT FROM event_outbox o
                           WHERE e.id BETWEEN o.first_id AND o.last_id AND e.id = ANY(o.event_ids))
                   OR EXISTS (SELECT FROM event_set_aside s WHERE s.event_id = e.id) AS unrouted_yet,
                   (SELECT d.status FROM delivery d WHERE d.event_id = e.id AND d.destination_id = :destination) AS there
            FROM event e WHERE e.id = :event AND e.account_id = :account
            """;

    /** What was never counted (a notice of the hub itself) is not taken either: its row in quota_return stays. */
    private static final String SEND =
            """
            WITH sent AS (
              INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
              SELECT :delivery, t.account_id, :event, t.id, 'pending', :reason
              FROM destination t WHERE t.id = :destination AND t.account_id = :account
              ON CONFLICT DO NOTHING
              RETURNING event_id
            ), taken AS (
              DELETE FROM quota_return WHERE counted AND event_id IN (SELECT event_id FROM sent)
              RETURNING event_id
            ), counted AS (
              UPDATE usage u SET returned = greatest(0, u.returned - 1)
              FROM taken WHERE u.account_id = :account
                AND u.month = CAST(date_trunc('month', uuid7_time(taken.event_id) AT TIME ZONE 'UTC') AS date)
            )
            SELECT count(*) FROM sent
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Resending(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** What came of the wish to send an event somewhere. */
    sealed interface Outcome {

        /** It is in the queue. */
        record Sent(UUID delivery) implements Outcome {}

        /** The account has no such event. */
        record Unknown() implements Outcome {}

        /** Its destinations are being chosen, and this one may be among them. */
        record NotRouted() implements Outcome {}

        /** It goes there, or went there. */
        record There(String status) implements Outcome {}
    }

    /** @param destination one of the account's */
    Outcome send(UUID account, UUID event, UUID destination, String reason) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql(Settlement.LOCK_EVENT).param("event", event.toString()).query(row -> {});
            Found found = find(account, event, destination).orElse(null);
            if (found == null) {
                return new Outcome.Unknown();
            }
            if (found.there() != null) {
                return new Outcome.There(found.there());
            }
            return found.unroutedYet() ? new Outcome.NotRouted() : queue(account, event, destination, reason);
        }));
    }

    private record Found(boolean unroutedYet, @Nullable String there) {}

    private Optional<Found> find(UUID account, UUID event, UUID destination) {
        return jdbc.sql(FIND)
                .param("account", account)
                .param("event", event)
                .param("destination", destination)
                .query((row, index) -> new Found(row.getBoolean("unrouted_yet"), row.getString("there")))
                .optional();
    }

    private Outcome queue(UUID account, UUID event, UUID destination, String reason) {
        UUID delivery = EventIds.within(event, LAST);
        int sent = jdbc.sql(SEND)
                .param("delivery", delivery)
                .param("account", account)
                .param("event", event)
                .param("destination", destination)
                .param("reason", reason)
                .query(Integer.class)
                .single();
        return sent == 0 ? new Outcome.There("pending") : new Outcome.Sent(delivery);
    }
}
