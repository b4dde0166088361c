package io.notifyflow.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;

/** Looks twice a second for lanes that nobody serves, and keeps how long the worst one was left alone. */
final class LaneWatch implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Ledger ledger;
    private final ScheduledExecutorService watchman = Executors.newSingleThreadScheduledExecutor();
    private final Map<UUID, Long> abandonedSince = new HashMap<>();
    private Duration longest = Duration.ZERO;
    private boolean watching;

    private LaneWatch(Ledger ledger) {
        this.ledger = ledger;
    }

    static LaneWatch over(Ledger ledger) {
        LaneWatch watch = new LaneWatch(ledger);
        var unused = watch.watchman.scheduleWithFixedDelay(
                watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Whether there is a hub at all that could serve a lane; begins anew each time. */
    synchronized void watching(boolean hubRuns) {
        watching = hubRuns;
        abandonedSince.clear();
    }

    private synchronized void look() {
        if (!watching) {
            return;
        }
        try {
            Set<UUID> abandoned = ledger.abandonedLanes(LOOK);
            long now = System.nanoTime();
            abandonedSince.keySet().retainAll(abandoned);
            for (UUID lane : abandoned) {
                long since = abandonedSince.computeIfAbsent(lane, found -> now);
                Duration alone = Duration.ofNanos(now - since);
                longest = alone.compareTo(longest) > 0 ? alone : longest;
            }
        } catch (DataAccessException databaseIsDown) {
            abandonedSince.clear();
        }
    }

    /** The longest time that one lane had something to do and nobody did it. */
    synchronized Duration longest() {
        return longest;
    }

    @Override
    public void close() {
        watchman.shutdownNow();
    }
}
