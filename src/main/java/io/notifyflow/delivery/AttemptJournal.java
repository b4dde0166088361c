package io.notifyflow.delivery;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Lets attempts that end at about the same time share a record, as admission does with events: what ended while one
 * record was written goes into the next.
 */
@Component("attemptJournal")
public class AttemptJournal implements DisposableBean {

    private static final int MOST = 200;
    /** Nearly all of them, for which less has to be written. */
    private static final String ARRIVALS = "direct:delivery.record-arrivals";

    private static final String ATTEMPTS = "direct:delivery.record";
    /** PostgreSQL's classes 22 and 23: the data of some attempt is at fault, not the database's state. */
    private static final Set<String> DATA_AT_FAULT = Set.of("22", "23");

    private final ProducerTemplate producer;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("attempt-journal").daemon().factory());

    AttemptJournal(ProducerTemplate producer) {
        this.producer = producer;
    }

    private record Entry(Attempt attempt, CompletableFuture<Attempt> recorded) {}

    /**
     * Waits until the attempt is committed.
     *
     * @throws CamelExecutionException if it could not be recorded
     */
    public Attempt record(Attempt attempt) {
        var entry = new Entry(attempt, new CompletableFuture<>());
        waiting.add(entry);
        if (writing.compareAndSet(false, true)) {
            writer.execute(this::write);
        }
        try {
            return entry.recorded.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CamelExecutionException failed ? failed : e;
        }
    }

    private void write() {
        do {
            List<Entry> batch = next();
            while (!batch.isEmpty()) {
                Map<Boolean, List<Entry>> parts = batch.stream()
                        .collect(Collectors.partitioningBy(entry -> AttemptRecords.plainArrival(entry.attempt)));
                write(ARRIVALS, parts.getOrDefault(true, List.of()));
                write(ATTEMPTS, parts.getOrDefault(false, List.of()));
                batch = next();
            }
            writing.set(false);
        } while (!waiting.isEmpty() && writing.compareAndSet(false, true));
    }

    private List<Entry> next() {
        var batch = new ArrayList<Entry>();
        Entry entry = waiting.poll();
        while (entry != null) {
            batch.add(entry);
            entry = batch.size() < MOST ? waiting.poll() : null;
        }
        return batch;
    }

    private void write(String route, List<Entry> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            producer.sendBody(route, batch.stream().map(Entry::attempt).toList());
            batch.forEach(entry -> entry.recorded.complete(entry.attempt));
        } catch (RuntimeException e) {
            if (batch.size() > 1 && dataAtFault(e)) {
                // One that cannot be written must not cost the others their record.
                batch.forEach(entry -> write(route, List.of(entry)));
            } else {
                batch.forEach(entry -> entry.recorded.completeExceptionally(e));
            }
        }
    }

    private static boolean dataAtFault(RuntimeException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException sql
                && sql.getSQLState() != null
                && DATA_AT_FAULT.contains(sql.getSQLState().substring(0, 2));
    }

    @Override
    public void destroy() {
        writer.shutdown();
    }
}
