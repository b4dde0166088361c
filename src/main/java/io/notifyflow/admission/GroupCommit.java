package io.notifyflow.admission;

import io.notifyflow.admission.AdmissionStore.Result;
import io.notifyflow.admission.AdmissionStore.Row;
import io.notifyflow.event.Decision;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.Submission.IdempotencyKey;
import io.notifyflow.outbox.Outbox;
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
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets concurrent submissions share a transaction, without a timer: a batch is what queued up during the last
 * commit. Alone, a submission waits for nothing; under load, the transactions grow.
 */
@Component
class GroupCommit extends WorkerThread {

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    /** Stops after the gateway, and before what takes the accepted events over. */
    private static final int PHASE = Integer.MAX_VALUE - 1100;
    /** PostgreSQL's classes 22 and 23: the data of some row is at fault, not the database's state. */
    private static final Set<String> DATA_AT_FAULT = Set.of("22", "23");

    private static final String DEADLOCK = "40P01";
    /** No partition takes the row: the table has no other check. */
    private static final String NO_MONTH = "23514";

    private final AdmissionStore store;
    private final Outbox outbox;
    private final AcceptedEvents accepted;
    private final AdmissionMetrics metrics;
    private final Clock clock;
    private final int batchSize;
    private final BlockingQueue<Waiting> queue;
    /** Submissions that must be decided after the batch they came with. Touched by the writer alone. */
    private final Deque<Waiting> again = new ArrayDeque<>();

    /** The last month that was missing among the tables. Touched by the writer alone. */
    private @Nullable LocalDate created;

    private final List<Waiting> batch = new ArrayList<>();

    GroupCommit(
            AdmissionStore store,
            Outbox outbox,
            AcceptedEvents accepted,
            AdmissionMetrics metrics,
            AdmissionSettings settings,
            Clock clock) {
        super("admission-writer", PHASE);
        this.store = store;
        this.outbox = outbox;
        this.accepted = accepted;
        this.metrics = metrics;
        this.clock = clock;
        this.batchSize = settings.batchSize();
        this.queue = new ArrayBlockingQueue<>(settings.waiting());
        metrics.watchQueue(queue);
    }

    /** Queues it for the next transaction; where there is no room it is answered at once. */
    void submit(Waiting waiting) {
        if (!isRunning()) {
            waiting.decision().complete(new Decision.Unavailable("The hub is stopping"));
        } else if (!queue.offer(waiting)) {
            waiting.decision().complete(new Decision.Unavailable("Too many events wait to be stored"));
        }
    }

    @Override
    void work() throws InterruptedException {
        if (collect(batch)) {
            decide(batch);
        }
    }

    @Override
    boolean nothingLeft() {
        return queue.isEmpty() && again.isEmpty();
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
        // Whoever does not wait any more was told that nothing is known to be stored, so nothing should be.
        batch.removeIf(waiting -> waiting.decision().isDone());
        deferRepeatedKeys(batch);
        return !batch.isEmpty();
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
        Instant now = clock.instant();
        LocalDate month = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        List<Row> rows = batch.stream()
                .map(waiting -> new Row(EventIds.next(), waiting.accountId(), month, waiting.quota(), waiting))
                .toList();
        Set<UUID> keyed = null;
        for (Row row : rows) {
            if (row.idempotency() != null) {
                keyed = keyed == null ? new HashSet<>() : keyed;
                keyed.add(row.accountId());
            }
        }
        if (keyed == null) {
            decidePlainly(rows);
            return;
        }
        // All of an account together, so that they keep their order.
        Set<UUID> exact = keyed;
        decidePlainly(
                rows.stream().filter(row -> !exact.contains(row.accountId())).toList());
        decideExactly(
                rows.stream().filter(row -> exact.contains(row.accountId())).toList());
    }

    private void decidePlainly(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var left = new ArrayList<Row>();
        store(rows, () -> {
            @Nullable Result[] results = store.admitPlainly(rows);
            var decided = new ArrayList<Row>(rows.size());
            var places = new ArrayList<Result>(rows.size());
            for (int i = 0; i < results.length; i++) {
                Result result = results[i];
                if (result == null) {
                    left.add(rows.get(i));
                } else {
                    decided.add(rows.get(i));
                    places.add(result);
                }
            }
            answer(decided, places.toArray(Result[]::new));
        });
        // Their accounts' quotas end here, or their month has not begun; unless the statement failed.
        left.removeIf(row -> row.waiting().decision().isDone());
        decideExactly(left);
    }

    private void decideExactly(List<Row> rows) {
        if (!rows.isEmpty()) {
            store(rows, () -> answer(rows, store.admitExactly(rows)));
        }
    }

    private interface Transaction {
        void run() throws SQLException;
    }

    private void store(List<Row> rows, Transaction transaction) {
        long started = System.nanoTime();
        try {
            transaction.run();
            metrics.committed(rows.size(), System.nanoTime() - started);
        } catch (SQLException e) {
            failed(undecided(rows), e);
        } catch (RuntimeException e) {
            log.error("A batch of {} submissions failed", rows.size(), e);
            fail(undecided(rows));
        }
    }

    /** What was committed and answered before the failure stays as it is. */
    private static List<Waiting> undecided(List<Row> rows) {
        return rows.stream()
                .map(Row::waiting)
                .filter(waiting -> !waiting.decision().isDone())
                .toList();
    }

    private void answer(List<Row> rows, Result[] results) throws SQLException {
        boolean raced = false;
        for (int i = 0; i < results.length; i++) {
            raced |= Verdict.lostTheRace(rows.get(i), results[i]);
        }
        var events = new ArrayList<Event>(rows.size());
        var decided = new ArrayList<Decided>(rows.size());
        var undecided = new ArrayList<Waiting>();
        var unopenedMonths = new ArrayList<Row>();
        for (int i = 0; i < results.length; i++) {
            Row row = rows.get(i);
            Decision decision = Verdict.of(row, results[i], raced);
            if (decision == null) {
                boolean unopened = results[i].place() == null;
                if (unopened) {
                    unopenedMonths.add(row);
                }
                undecided.add(unopened ? row.waiting() : row.waiting().havingSeenFull());
                continue;
            }
            decided.add(new Decided(row.waiting(), decision));
            if (decision instanceof Decision.Accepted) {
                events.add(new Event(row.eventId(), row.accountId(), row.content()));
            }
        }
        if (!events.isEmpty()) {
            // The outbox row of a transaction goes by the id of its first event.
            outbox.accepted(
                    events.getFirst().id(), events.stream().map(Event::id).toList());
            accepted.handOver(events);
        }
        decided.forEach(Decided::tell);
        if (!unopenedMonths.isEmpty()) {
            store.openMonths(unopenedMonths);
        }
        again.addAll(undecided);
    }

    private record Decided(Waiting waiting, Decision decision) {
        void tell() {
            waiting.decision().complete(decision);
        }
    }

    private void failed(List<Waiting> batch, SQLException e) {
        String state = e.getSQLState();
        if (DEADLOCK.equals(state)) {
            again.addAll(batch);
            return;
        }
        if (NO_MONTH.equals(state) && createMonth()) {
            again.addAll(batch);
            return;
        }
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

    /** Whether it is worth another try. Months are made ahead: a clock is wrong, or nobody could for a long time. */
    private boolean createMonth() {
        LocalDate month = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1);
        if (month.equals(created)) {
            return false;
        }
        try {
            store.createMonth(month);
            created = month;
            log.warn("The tables of {} were missing, and have been made", month);
            return true;
        } catch (SQLException e) {
            log.warn("The tables of {} are missing, and cannot be made: {}", month, e.getMessage());
            return false;
        }
    }

    private static void fail(List<Waiting> batch) {
        var unavailable = new Decision.Unavailable("The database did not store the event");
        batch.forEach(waiting -> waiting.decision().complete(unavailable));
    }
}
