package io.notifyflow.delivery;

import io.notifyflow.outbox.Outbox;
import io.notifyflow.outbox.OutboxCleaner;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets a request wait for the outcome of its event ({@code Prefer: wait=N}). */
@Component("outcomes")
public class OutcomeWaits {

    /** Each holds one of the gateway's workers; the others must be able to go on. */
    private static final int MOST = 64;
    /** Another hub may be the one that delivers, and says nothing here. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final String OUTCOME =
            """
            SELECT CASE
                     WHEN EXISTS (SELECT FROM event_set_aside WHERE event_id = :event) THEN NULL
                     WHEN EXISTS (SELECT FROM event_outbox
                                  WHERE :event BETWEEN first_id AND last_id AND :event = ANY(event_ids)) THEN NULL
                     WHEN count(*) = 0 THEN 'unrouted'
                     WHEN count(*) FILTER (WHERE status = 'pending') > 0 THEN NULL
                     WHEN count(*) FILTER (WHERE status = 'scheduled') > 0 THEN 'scheduled'
                     WHEN count(*) FILTER (WHERE status IN ('dead', 'expired')) = 0 THEN 'delivered'
                     WHEN count(*) FILTER (WHERE status = 'delivered') = 0 THEN 'dead-lettered'
                     ELSE 'partly-delivered'
                   END
            FROM delivery WHERE event_id = :event
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final OutboxCleaner cleaner;
    private final Semaphore places = new Semaphore(MOST);
    private final ConcurrentMap<UUID, Semaphore> waiting = new ConcurrentHashMap<>();

    OutcomeWaits(JdbcClient jdbc, Outbox outbox, OutboxCleaner cleaner) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.cleaner = cleaner;
        outbox.onSettled(this::changed);
    }

    /** Says that something became of a delivery of this event. */
    public void changed(UUID event) {
        Semaphore signal = waiting.get(event);
        if (signal != null) {
            signal.release();
        }
    }

    /**
     * Waits until every delivery of the event has ended, but for those that quiet hours or a digest hold back.
     *
     * @return delivered, partly-delivered, dead-lettered, scheduled or unrouted; null if it was not known in time
     */
    public @Nullable String await(UUID event, long seconds) {
        if (seconds <= 0 || !places.tryAcquire()) {
            return null;
        }
        Semaphore signal = waiting.computeIfAbsent(event, id -> new Semaphore(0));
        try {
            return await(event, signal, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            waiting.remove(event, signal);
            places.release();
        }
    }

    private @Nullable String await(UUID event, Semaphore signal, long deadline) throws InterruptedException {
        Optional<String> outcome = outcome(event);
        long left = deadline - System.nanoTime();
        while (outcome.isEmpty() && left > 0) {
            if (signal.tryAcquire(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
                signal.drainPermits();
            }
            outcome = outcome(event);
            left = deadline - System.nanoTime();
        }
        return outcome.orElse(null);
    }

    private Optional<String> outcome(UUID event) {
        if (outbox.holds(event)) {
            return Optional.empty();
        }
        // The row that says otherwise goes only now and then.
        cleaner.clean();
        return jdbc.sql(OUTCOME).param("event", event).query(String.class).list().stream()
                .filter(outcome -> outcome != null)
                .findFirst();
    }
}
