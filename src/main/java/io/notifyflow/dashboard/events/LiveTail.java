package io.notifyflow.dashboard.events;

import io.notifyflow.event.EventIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells those who watch an account of its events as they come in, on whichever hub, and of what becomes of them. One
 * thread looks for all who watch the same account, and none for an account that nobody watches.
 */
@Component
class LiveTail implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LiveTail.class);

    private static final Duration LOOK = Duration.ofMillis(250);
    /** An id is older than its commit, and hubs' clocks differ: so far back is looked again. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    /** Faster than this nobody can read, and what is older than the last of them is left out. */
    private static final int AT_ONCE = 2000;
    /** Events whose end is still waited for. */
    private static final int UNSETTLED = 300;

    private static final Set<String> ON_THEIR_WAY = Set.of("accepted", "pending");

    private final EventTable table;
    private final Clock clock;
    private final Map<UUID, Watched> accounts = new ConcurrentHashMap<>();
    private volatile boolean running;

    LiveTail(EventTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Somebody who watches. */
    interface Watcher {

        /** New events, in their order, and earlier ones of which more is known; must not wait. */
        void see(List<EventRow> rows);

        void end();
    }

    /**
     * Begins to tell; what came before is not told.
     *
     * @return whether it does; not while the hub stops
     */
    boolean watch(UUID account, Watcher watcher) {
        if (!running) {
            return false;
        }
        Watched watched = accounts.compute(account, (id, known) -> {
            Watched there = known == null ? new Watched(id) : known;
            there.watchers.add(watcher);
            return there;
        });
        watched.begin();
        return true;
    }

    void leave(UUID account, Watcher watcher) {
        accounts.computeIfPresent(account, (id, watched) -> {
            watched.watchers.remove(watcher);
            return watched.watchers.isEmpty() ? null : watched;
        });
    }

    /** Events after one, for somebody who comes back; some may be told twice. */
    List<EventRow> since(UUID account, UUID last) {
        Instant from =
                Instant.ofEpochMilli(last.getMostSignificantBits() >>> 16).minus(OVERLAP);
        return table.after(account, EventIds.floor(from), AT_ONCE);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the ports close, which wait for all requests in progress. */
    @Override
    public void stop() {
        running = false;
        accounts.values().forEach(watched -> watched.watchers.forEach(Watcher::end));
        accounts.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** An account and those who watch it. */
    private final class Watched {

        private final UUID account;
        private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        private final Map<UUID, String> told = new LinkedHashMap<>();
        private final AtomicBoolean begun = new AtomicBoolean();
        private UUID from = EventIds.floor(clock.instant());

        Watched(UUID account) {
            this.account = account;
        }

        void begin() {
            if (begun.compareAndSet(false, true)) {
                var unused = Thread.ofVirtual().name("live-" + account).start(this::look);
            }
        }

        private void look() {
            while (running && accounts.get(account) == this) {
                try {
                    List<EventRow> news = news();
                    if (!news.isEmpty()) {
                        watchers.forEach(watcher -> watcher.see(news));
                    }
                    Thread.sleep(LOOK);
                } catch (DataAccessException failed) {
                    log.warn("Live views show nothing new for the moment: {}", failed.getMessage());
                    pause();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void pause() {
            try {
                Thread.sleep(LOOK.multipliedBy(4));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private List<EventRow> news() {
            Map<UUID, EventRow> found = new HashMap<>();
            List<EventRow> recent = table.after(account, from, AT_ONCE);
            recent.forEach(row -> found.put(row.id(), row));
            Set<UUID> open = told.entrySet().stream()
                    .filter(event -> ON_THEIR_WAY.contains(event.getValue()) && !found.containsKey(event.getKey()))
                    .map(Map.Entry::getKey)
                    .limit(UNSETTLED)
                    .collect(Collectors.toSet());
            if (!open.isEmpty()) {
                table.all(account, open).forEach(row -> found.put(row.id(), row));
            }
            List<EventRow> news = found.values().stream()
                    .filter(row -> !row.status().equals(told.get(row.id())))
                    .sorted((one, other) ->
                            one.id().toString().compareTo(other.id().toString()))
                    .toList();
            news.forEach(row -> told.put(row.id(), row.status()));
            advance(recent);
            return news;
        }

        private void advance(List<EventRow> recent) {
            UUID next = recent.size() == AT_ONCE
                    ? recent.getLast().id()
                    : EventIds.floor(clock.instant().minus(OVERLAP));
            if (next.toString().compareTo(from.toString()) > 0) {
                from = next;
            }
            told.entrySet()
                    .removeIf(event -> event.getKey().toString().compareTo(from.toString()) < 0
                            && (!ON_THEIR_WAY.contains(event.getValue()) || told.size() > AT_ONCE));
        }
    }
}
