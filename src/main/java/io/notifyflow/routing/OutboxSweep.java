package io.notifyflow.routing;

import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Routes the events that a crash, or a full hand-over, left in the outbox.
 *
 * <p>An event younger than {@link #IN_MEMORY} is on its way in memory. Two sweeps of one event do no harm: who deletes
 * its outbox row, in the transaction that inserts the deliveries, is the one that routes it.
 */
@Component
class OutboxSweep {

    private static final Logger log = LoggerFactory.getLogger(OutboxSweep.class);
    private static final Duration IN_MEMORY = Duration.ofSeconds(3);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);
    private static final Duration FULL_SWEEP = Duration.ofMinutes(1);
    private static final int BATCH = 500;

    private static final String FIND = "SELECT " + EventRows.COLUMNS
            + """

            FROM event_outbox o JOIN event e ON e.id = o.event_id
            WHERE o.event_id < uuid7_floor(now() - make_interval(secs => :age))
              AND o.event_id >= uuid7_floor(CAST(:from AS timestamptz))
            ORDER BY o.event_id LIMIT :batch
            """;

    private final JdbcClient jdbc;
    private final ProducerTemplate producer;
    /** Nothing accepted before this is left; the sweep begins here, and not at a million rows that are dead already. */
    private Instant cleanUntil = Instant.EPOCH;

    private Instant nextFullSweep = Instant.EPOCH;
    private volatile boolean started;

    OutboxSweep(JdbcClient jdbc, ProducerTemplate producer) {
        this.jdbc = jdbc;
        this.producer = producer;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        started = true;
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        if (!started) {
            return;
        }
        Instant now = Instant.now();
        // Now and then from the beginning: another hub's clock may be behind, or its commit may have taken long.
        boolean full = now.isAfter(nextFullSweep);
        try {
            sweep(full ? Instant.EPOCH : cleanUntil);
        } catch (DataAccessException | CamelExecutionException e) {
            log.warn(
                    "The outbox cannot be swept for the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return;
        }
        cleanUntil = now.minus(CLOCKS_DIFFER);
        nextFullSweep = full ? now.plus(FULL_SWEEP) : nextFullSweep;
    }

    private void sweep(Instant from) {
        @Nullable UUID first = null;
        while (true) {
            List<Event> left = jdbc.sql(FIND)
                    .param("age", IN_MEMORY.toSeconds())
                    .param("from", Timestamp.from(from))
                    .param("batch", BATCH)
                    .query((row, index) -> EventRows.read(row))
                    .list();
            if (left.isEmpty() || left.getFirst().id().equals(first)) {
                // Nothing left, or what is left cannot be routed now: the next sweep tries again.
                return;
            }
            first = left.getFirst().id();
            log.info("Routing {} accepted events from the outbox, from {}", left.size(), first);
            producer.sendBody("direct:event.accepted", left);
        }
    }
}
