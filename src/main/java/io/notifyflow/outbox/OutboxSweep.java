package io.notifyflow.outbox;

import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Routes the events that a crash, or a full hand-over, left in the outbox.
 *
 * <p>An event younger than {@link #IN_MEMORY} is on its way in memory. An older one may still be, in another hub; to
 * route it twice does no harm, for its deliveries are then stored, and no delivery is stored twice.
 */
@Component
public class OutboxSweep {

    private static final Logger log = LoggerFactory.getLogger(OutboxSweep.class);
    private static final Duration IN_MEMORY = Duration.ofSeconds(3);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);
    private static final Duration FULL_SWEEP = Duration.ofMinutes(1);
    private static final double MILLIS = 1000;
    private static final int PAGE = 100;
    private static final int BATCH = 500;
    /** One is enough; others are for a hub that was killed, or whose database was away, in the middle of it. */
    private static final int MAX_SWEEPS = 4;

    static final String FIND =
            """
            SELECT first_id, event_ids FROM event_outbox
            WHERE first_id < uuid7_floor(now() - make_interval(secs => :age)) AND first_id > :after
            ORDER BY first_id LIMIT :page
            """;

    static final String READ =
            "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.id = ANY(CAST(:ids AS uuid[])) ORDER BY e.id";

    private static final String MARK =
            """
            WITH marked AS (
              UPDATE event_outbox SET sweeps = sweeps + 1 WHERE first_id = ANY(CAST(:rows AS uuid[])) RETURNING first_id, sweeps)
            SELECT first_id FROM marked WHERE sweeps > :most
            """;

    private static final String UNMARK =
            "UPDATE event_outbox SET sweeps = 0 WHERE first_id = ANY(CAST(:rows AS uuid[])) AND sweeps > 0";

    private static final String FLOOR = "SELECT uuid7_floor(CAST(:at AS timestamptz))";

    private final JdbcClient jdbc;
    private final EventRouter router;
    private final SetAsideEvents setAside;
    private final Outbox outbox;
    private final Lock sweeping = new ReentrantLock();
    /** Nothing accepted before this is left; the sweep begins here, and not at a million rows that are dead already. */
    private Instant cleanUntil = Instant.EPOCH;

    private Instant nextFullSweep = Instant.EPOCH;
    private volatile boolean started;
    /** When the last sweep began that reached what is younger than usual, and how young that was. */
    private long sweptAt = System.nanoTime() - FULL_SWEEP.toNanos();

    private Duration sweptAge = FULL_SWEEP;

    OutboxSweep(JdbcClient jdbc, EventRouter router, SetAsideEvents setAside, Outbox outbox) {
        this.jdbc = jdbc;
        this.router = router;
        this.setAside = setAside;
        this.outbox = outbox;
    }

    private record Row(UUID id, List<UUID> events) {}

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        started = true;
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        if (!started) {
            return;
        }
        sweeping.lock();
        try {
            sweepAll();
        } finally {
            sweeping.unlock();
        }
    }

    /**
     * Routes at once what a hub left that is gone for some time: its events come before those that are accepted by now.
     * Who asks while others do shares their sweep.
     *
     * @param silent how long the other hub accepts nothing any more, at least
     * @throws RuntimeException if the database is away
     */
    public void sweepAfter(Duration silent) {
        Duration age = silent.compareTo(IN_MEMORY) < 0 ? silent : IN_MEMORY;
        long askedAt = System.nanoTime();
        sweeping.lock();
        try {
            if (sweptAt - askedAt < 0 || sweptAge.compareTo(age) > 0) {
                long startedAt = System.nanoTime();
                sweepOnce(age);
                sweptAt = startedAt;
                sweptAge = age;
            }
        } finally {
            sweeping.unlock();
        }
    }

    /** What cannot be routed for another reason than the database's absence must not keep the rest. */
    private void sweepOnce(Duration age) {
        try {
            sweep(cleanUntil, age);
        } catch (RuntimeException e) {
            if (DatabaseAbsence.isCauseOf(e)) {
                throw e;
            }
            log.warn("Some events stay in the outbox for now", e);
        }
    }

    private void sweepAll() {
        Instant now = Instant.now();
        // Now and then from the beginning: another hub's clock may be behind, or its commit may have taken long.
        boolean full = now.isAfter(nextFullSweep);
        boolean clean;
        try {
            clean = sweep(full ? Instant.EPOCH : cleanUntil, IN_MEMORY);
        } catch (RuntimeException e) {
            log.warn(
                    "The outbox cannot be swept for the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            return;
        }
        cleanUntil = clean ? now.minus(CLOCKS_DIFFER) : cleanUntil;
        nextFullSweep = full ? now.plus(FULL_SWEEP) : nextFullSweep;
    }

    /** Whether nothing was left. */
    private boolean sweep(Instant from, Duration age) {
        boolean clean = true;
        UUID after = jdbc.sql(FLOOR)
                .param("at", Timestamp.from(from))
                .query(UUID.class)
                .single();
        List<Row> page;
        do {
            page = jdbc.sql(FIND)
                    .param("age", age.toMillis() / MILLIS)
                    .param("after", after)
                    .param("page", PAGE)
                    .query((row, index) -> row(row))
                    .list();
            List<Row> left =
                    page.stream().filter(row -> !outbox.knows(row.id())).toList();
            clean &= left.isEmpty();
            route(left);
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == PAGE);
        return clean;
    }

    private static Row row(ResultSet row) throws SQLException {
        Array events = row.getArray("event_ids");
        return new Row(row.getObject("first_id", UUID.class), Arrays.asList((UUID[]) events.getArray()));
    }

    private void route(List<Row> rows) {
        Set<UUID> suspicious = mark(rows);
        var batch = new ArrayList<UUID>();
        for (Row row : rows) {
            if (suspicious.contains(row.id())) {
                continue;
            }
            outbox.swept(row.id(), row.events());
            batch.addAll(row.events());
            if (batch.size() >= BATCH) {
                routeEvents(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            routeEvents(batch);
        }
    }

    /**
     * Counts the sweep before it is made, for an event may stop the hub.
     *
     * @return rows that were swept too often, whose events are set aside
     */
    private Set<UUID> mark(List<Row> rows) {
        if (rows.isEmpty()) {
            return Set.of();
        }
        Set<UUID> suspicious = new HashSet<>(jdbc.sql(MARK)
                .param("rows", rows.stream().map(Row::id).toArray(UUID[]::new))
                .param("most", MAX_SWEEPS)
                .query(UUID.class)
                .list());
        if (!suspicious.isEmpty()) {
            log.warn(
                    "The events of {} rows of the outbox were routed {} times without an end, and are set aside one by one",
                    suspicious.size(),
                    MAX_SWEEPS);
            setAside.move(suspicious, "Its routing had no end; the hub may have stopped meanwhile");
        }
        return suspicious;
    }

    private void routeEvents(List<UUID> ids) {
        try {
            List<SetAsideEvents.Stored> stored = setAside.read(ids);
            var events = new ArrayList<Event>(stored.size());
            var gone = new HashSet<>(ids);
            for (SetAsideEvents.Stored row : stored) {
                gone.remove(row.id());
                if (row.event() == null) {
                    router.setAside(row.id(), row.account(), row.reason());
                } else {
                    events.add(row.event());
                }
            }
            gone.forEach(id -> outbox.takenOver(id, 0));
            if (!events.isEmpty()) {
                log.info("Routing {} accepted events from the outbox, from {}", events.size(), ids.getFirst());
                router.route(events);
            }
        } catch (RuntimeException e) {
            // No fault of the events.
            jdbc.sql(UNMARK).param("rows", ids.toArray(UUID[]::new)).update();
            throw e;
        } finally {
            // What the database's absence left: the next sweep tries again.
            outbox.leave(ids);
        }
    }
}
