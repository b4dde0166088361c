package io.notifyflow.admission;

import io.notifyflow.event.Event;
import io.notifyflow.outbox.DatabaseAbsence;
import io.notifyflow.outbox.EventRouter;
import io.notifyflow.outbox.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings accepted events to {@code direct:event.accepted} in batches, in the order of their acceptance for each
 * account, and with a share in each batch for every account that waits.
 *
 * <p>Memory only: what does not fit, or is lost with the process, stands in the outbox and is found there.
 */
@Component
class AcceptedEventsRoute extends WorkerThread implements AcceptedEvents {

    private static final Logger log = LoggerFactory.getLogger(AcceptedEventsRoute.class);
    private static final int CAPACITY = 20_000;
    /** Of the heap, so that a small one is not filled with events that wait; a character takes one byte, or two. */
    private static final int HEAP_SHARE = 16;

    private static final int LARGEST_BATCH = 500;
    /** Smaller ones would cost more than they hurry: a destination's events then come one by one. */
    private static final int SMALLEST_BATCH = 100;
    /** A batch is to take no longer, for so long may an event wait for the batch of others before it. */
    private static final Duration BATCH_TIME = Duration.ofMillis(200);

    private static final Duration FULL = Duration.ofSeconds(5);
    /** A batch of this size says that the hub is busy: a short pause then makes the next one worth its transaction. */
    private static final int BUSY = 16;

    private static final long GATHER_MILLIS = 5;
    /** Stops after admission, and before delivery and Camel. */
    private static final int PHASE = Integer.MAX_VALUE - 1200;

    private final EventRouter router;
    private final Outbox outbox;
    private final FairQueue queue = new FairQueue(CAPACITY, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    /** Touched by the worker thread alone, as is the next. */
    private int lastBatch;

    private int batchSize = SMALLEST_BATCH;

    AcceptedEventsRoute(EventRouter router, Outbox outbox) {
        super("accepted-events", PHASE);
        this.router = router;
        this.outbox = outbox;
    }

    /** Waits while the queue is full: events are then accepted no faster than they are routed. */
    @Override
    public void handOver(List<Event> events) {
        try {
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                if (!queue.offer(event, FULL)) {
                    log.warn("Routing does not keep up; events from {} stay in the outbox for now", event.id());
                    leave(events.subList(i, events.size()));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void work() throws InterruptedException {
        if (queue.awaitAny(Duration.ofMillis(IDLE_MILLIS))) {
            if (lastBatch >= BUSY) {
                TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
            }
            List<Event> batch = queue.take(batchSize);
            lastBatch = batch.size();
            long started = System.nanoTime();
            try {
                send(batch);
            } finally {
                // What nobody took over and could not be set aside, such as when the database is away.
                leave(batch);
            }
            adapt(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private void leave(List<Event> events) {
        outbox.leave(events.stream().map(Event::id).toList());
    }

    /** An event may go to one destination or to fifty, which only the routing finds out. */
    private void adapt(Duration took) {
        if (took.compareTo(BATCH_TIME) > 0) {
            batchSize = Math.max(SMALLEST_BATCH, Math.min(batchSize, lastBatch) / 2);
        } else if (took.multipliedBy(2).compareTo(BATCH_TIME) < 0) {
            batchSize = Math.min(LARGEST_BATCH, batchSize * 2);
        }
    }

    @Override
    boolean nothingLeft() {
        return queue.isEmpty();
    }

    /** A batch that the database's absence stopped is tried again, so that later events do not overtake it. */
    private void send(List<Event> batch) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                router.route(batch);
                return;
            } catch (RuntimeException e) {
                boolean again = isRunning() && DatabaseAbsence.isCauseOf(e);
                if (!again || !told) {
                    log.warn(
                            "{} accepted events wait in the outbox, from {}",
                            batch.size(),
                            batch.getFirst().id(),
                            again ? null : e);
                    told = true;
                }
                if (!again) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
            }
        }
    }
}
