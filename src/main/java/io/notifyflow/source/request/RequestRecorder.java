package io.notifyflow.source.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.notifyflow.event.EventIds;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Records what arrives at sources, beside the way of the events: in memory first, written together twice a second. A
 * source has so many rows a minute of its own; what comes beyond is counted in rows of its likes. When too much waits, or
 * the database is away for long, records are left out and counted; events never are.
 */
@Component
public class RequestRecorder implements SmartLifecycle {

    static final int ROWS_A_MINUTE = 10;
    static final int MOST_WAITING = 1_000;

    private static final Logger log = LoggerFactory.getLogger(RequestRecorder.class);
    private static final int MOST_SOURCES = 20_000;
    private static final long MINUTE = 60;

    private final RecordedRequests requests;
    private final RequestMetrics metrics;
    private final Cache<UUID, Minute> minutes = Caffeine.newBuilder()
            .maximumSize(MOST_SOURCES)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();
    private final Object lock = new Object();
    private Map<UUID, RecordedRow> waiting = new LinkedHashMap<>();
    private Map<Activity.Key, Activity> active = new HashMap<>();
    private volatile boolean running;

    RequestRecorder(RecordedRequests requests, RequestMetrics metrics) {
        this.requests = requests;
        this.metrics = metrics;
    }

    /** Which rows a source had in a minute. */
    private static final class Minute {
        private final long number;
        private final Map<String, UUID> shared = new HashMap<>();
        private int own;
        private int rows;

        Minute(long number) {
            this.number = number;
        }

        /** Of the time when it came, not when it is recorded: ids are the order of the list. */
        private UUID id(RecordedRequest request) {
            return EventIds.within(EventIds.floor(request.at()), rows++);
        }

        UUID row(RecordedRequest request) {
            if (own < ROWS_A_MINUTE) {
                own++;
                return id(request);
            }
            return shared.computeIfAbsent(request.likeness(), any -> id(request));
        }
    }

    /** Never waits for the database, and never fails. */
    public void add(RecordedRequest request) {
        metrics.count(request.type(), request.outcome());
        synchronized (lock) {
            LocalDate day = LocalDate.ofInstant(request.at(), ZoneOffset.UTC);
            var key = new Activity.Key(request.source(), day);
            Activity activity = active.get(key);
            if (activity == null && active.size() < MOST_SOURCES) {
                activity = new Activity();
                active.put(key, activity);
            }
            if (activity != null) {
                activity.add(request.outcome(), request.at());
            }
            put(RecordedRow.of(minute(request).row(request), request));
        }
    }

    private Minute minute(RecordedRequest request) {
        long number = request.at().getEpochSecond() / MINUTE;
        @Nullable Minute known = minutes.getIfPresent(request.source());
        if (known == null || known.number != number) {
            known = new Minute(number);
            minutes.put(request.source(), known);
        }
        return known;
    }

    private void put(RecordedRow row) {
        RecordedRow known = waiting.get(row.id());
        if (known != null) {
            waiting.put(row.id(), known.and(row));
        } else if (waiting.size() < MOST_WAITING) {
            waiting.put(row.id(), row);
        } else {
            metrics.unrecorded(row.requests());
        }
    }

    @Scheduled(fixedDelay = 500)
    void write() {
        Map<UUID, RecordedRow> rows;
        Map<Activity.Key, Activity> activities;
        synchronized (lock) {
            if (waiting.isEmpty() && active.isEmpty()) {
                return;
            }
            rows = waiting;
            activities = active;
            waiting = new LinkedHashMap<>();
            active = new HashMap<>();
        }
        try {
            requests.write(rows.values(), activities);
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException away) {
            log.debug("{} records of sources' requests are written later", rows.size(), away);
            takeBack(rows, activities);
        } catch (DataAccessException e) {
            log.warn("{} records of sources' requests could not be written: {}", rows.size(), e.getMessage());
            metrics.unrecorded(
                    rows.values().stream().mapToInt(RecordedRow::requests).sum());
        }
    }

    private void takeBack(Map<UUID, RecordedRow> rows, Map<Activity.Key, Activity> activities) {
        synchronized (lock) {
            Map<UUID, RecordedRow> later = waiting;
            waiting = new LinkedHashMap<>();
            rows.values().forEach(this::put);
            later.values().forEach(this::put);
            activities.forEach((key, activity) -> {
                Activity known = active.get(key);
                if (known != null) {
                    known.add(activity);
                } else if (active.size() < MOST_SOURCES) {
                    active.put(key, activity);
                }
            });
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        write();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the public port, whose last requests are recorded as well. */
    @Override
    public int getPhase() {
        return 0;
    }
}
