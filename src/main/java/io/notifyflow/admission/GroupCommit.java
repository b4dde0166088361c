package io.notifyflow.admission;

import io.notifyflow.admission.AdmissionStore.Result;
import io.notifyflow.admission.AdmissionStore.Row;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.Submission.IdempotencyKey;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets concurrent submissions share a transaction, without a timer: a batch is what queued up during the last
 * commit. Alone, a submission waits for nothing; under load, the transactions grow.
 */
@Component
class GroupCommit implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final long IDLE_MILLIS = 200;
    /** PostgreSQL's classes 22 and 23: the data of some row is at fault, not the database's state. */
    private static final Set<String> DATA_AT_FAULT = Set.of("22", "23");

    private final AdmissionStore store;
    private final AcceptedEvents accepted;
    private final AdmissionMetrics metrics;
    private final Clock clock;
    private final int batchSize;
    private final BlockingQueue<Waiting> queue;
    /** Submissions that must be decided after the batch they came with. Touched by the writer alone. */
    private final Deque<Waiting> again = new ArrayDeque<>();

    private volatile boolean running;
    private volatile Thread writer = Thread.currentThread();

    GroupCommit(
            AdmissionStore store,
            AcceptedEvents accepted,
            AdmissionMetrics metrics,
            AdmissionSettings settings,
            Clock clock) {
        this.store = store;
        this.accepted = accepted;
        this.metrics = metrics;
        this.clock = clock;
        this.batchSize = settings.batchSize();
        this.queue = new ArrayBlockingQueue<>(settings.waiting());
        metrics.watchQueue(queue);
    }

    /** Queues it for the next transaction; where there is no room it is answered at once. */
    void submit(Waiting waiting) {
        if (!running) {
            waiting.decision().complete(new Decision.Unavailable("The hub is stopping"));
        } else if (!queue.offer(waiting)) {
            waiting.decision().complete(new Decision.Unavailable("Too many events wait to be stored"));
        }
    }

    @Override
    public void start() {
        running = true;
        writer = Thread.ofPlatform().name("admission-writer").daemon().start(this::write);
    }

    /** Stops after what has been submitted is decided: the gateway before it lets nothing pass any more. */
    @Override
    public void stop() {
        running = false;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a start that failed half-way: Spring then destroys what it never stopped. */
    @Override
    public void destroy() {
        if (running) {
            stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the gateway, and before what takes the accepted events over. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1100;
    }

    private void write() {
        var batch = new ArrayList<Waiting>(batchSize);
        while (running || !queue.isEmpty() || !again.isEmpty()) {
            try {
                if (collect(batch)) {
                    decide(batch);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean collect(List<Waiting> batch) throws InterruptedException {
        batch.clear();
        while (!again.isEmpty() && batch.size() < batchSize) {
            batch.add(again.removeFirst());
        }
        if (batch.isEmpty()) {
            Waiting first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            batch.add(first);
        }
        queue.drainTo(batch, batchSize - batch.size());
        deferRepeatedKeys(batch);
        return true;
    }

    /** Two submissions with one key must not meet in one statement, which could not tell which of them is first. */
    private void deferRepeatedKeys(List<Waiting> batch) {
        Set<String> keys = null;
        for (int i = 0; i < batch.size(); i++) {
            IdempotencyKey idempotency = batch.get(i).submission().idempotency();
            if (idempotency == null) {
                continue;
            }
            keys = keys == null ? new HashSet<>() : keys;
            if (!keys.add(batch.get(i).accountId() + "/" + idempotency.key())) {
                again.addLast(batch.remove(i--));
            }
        }
    }

    private void decide(List<Waiting> batch) {
        long started = System.nanoTime();
        Instant now = clock.instant();
        LocalDate month = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        List<Row> rows = batch.stream()
                .map(waiting -> new Row(EventIds.next(), waiting.accountId(), month, waiting.quota(), waiting))
                .toList();
        try {
            Result[] results = store.admit(rows);
            metrics.committed(rows.size(), System.nanoTime() - started);
            answer(rows, results);
        } catch (SQLException e) {
            failed(batch, e);
        } catch (RuntimeException e) {
            log.error("A batch of {} submissions failed", batch.size(), e);
            fail(batch);
        }
    }

    private void answer(List<Row> rows, Result[] results) throws SQLException {
        var events = new ArrayList<Event>(rows.size());
        var decided = new ArrayList<Decided>(rows.size());
        var unopened = new ArrayList<Row>();
        boolean raced = false;
        for (int i = 0; i < results.length; i++) {
            raced |= lostTheRace(rows.get(i), results[i]);
        }
        for (int i = 0; i < results.length; i++) {
            Row row = rows.get(i);
            Result result = results[i];
            if (result.stored()) {
                events.add(new Event(row.eventId(), row.accountId(), row.content()));
                decided.add(new Decided(row.waiting(), new Decision.Accepted(row.eventId(), quota(row, result))));
            } else if (result.replay() != null) {
                decided.add(new Decided(row.waiting(), replay(row, result)));
            } else if (result.place() == null) {
                unopened.add(row);
                again.addLast(row.waiting());
            } else if (raced) {
                // A replay that only the index saw may have held a place that was another's: decide once more.
                again.addLast(row.waiting());
            } else {
                decided.add(new Decided(row.waiting(), new Decision.OverQuota(spent(row))));
            }
        }
        if (!events.isEmpty()) {
            accepted.handOver(events);
        }
        decided.forEach(Decided::tell);
        if (!unopened.isEmpty()) {
            store.openMonths(unopened);
        }
    }

    private record Decided(Waiting waiting, Decision decision) {
        void tell() {
            waiting.decision().complete(decision);
        }
    }

    private static boolean lostTheRace(Row row, Result result) {
        return !result.stored() && result.replay() == null && result.place() != null && result.place() <= row.quota();
    }

    private static Decision replay(Row row, Result result) {
        IdempotencyKey idempotency = row.idempotency();
        if (idempotency == null || result.replay() == null || result.digest() == null) {
            throw new IllegalStateException("A replay without a key: event " + result.replay());
        }
        return idempotency.hasDigest(result.digest())
                ? new Decision.Repeated(result.replay())
                : new Decision.KeyReused(idempotency.key(), result.replay());
    }

    private static Decision.Quota quota(Row row, Result result) {
        long place = result.place() == null ? row.quota() : result.place();
        return new Decision.Quota(row.quota(), row.quota() - place, nextMonth(row));
    }

    private static Decision.Quota spent(Row row) {
        return new Decision.Quota(row.quota(), 0, nextMonth(row));
    }

    private static Instant nextMonth(Row row) {
        return row.month().plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void failed(List<Waiting> batch, SQLException e) {
        String state = e.getSQLState();
        boolean dataAtFault = state != null && DATA_AT_FAULT.contains(state.substring(0, 2));
        if (dataAtFault && batch.size() > 1) {
            // One bad row must not cost the others their answer: each is decided on its own.
            new ArrayList<>(batch).forEach(waiting -> decide(List.of(waiting)));
            return;
        }
        log.warn("{} submissions could not be stored: {}", batch.size(), e.getMessage());
        fail(batch);
        if (!dataAtFault) {
            // Those that queued up meanwhile would each wait for the same answer.
            var waiting = new ArrayList<Waiting>();
            queue.drainTo(waiting);
            fail(waiting);
        }
    }

    private static void fail(List<Waiting> batch) {
        var unavailable = new Decision.Unavailable("The database did not store the event");
        batch.forEach(waiting -> waiting.decision().complete(unavailable));
    }
}
