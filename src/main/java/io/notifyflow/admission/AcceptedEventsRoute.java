package io.notifyflow.admission;

import io.notifyflow.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings accepted events to {@code direct:event.accepted} in batches, in the order of their acceptance.
 *
 * <p>Memory only: what does not fit, or is lost with the process, stands in the outbox and is found there.
 */
@Component
class AcceptedEventsRoute extends WorkerThread implements AcceptedEvents {

    private static final Logger log = LoggerFactory.getLogger(AcceptedEventsRoute.class);
    private static final int CAPACITY = 20_000;
    private static final int BATCH = 500;
    /** Stops after admission, and before delivery and Camel. */
    private static final int PHASE = Integer.MAX_VALUE - 1200;

    private final ProducerTemplate producer;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(CAPACITY);

    AcceptedEventsRoute(ProducerTemplate producer) {
        super("accepted-events", PHASE);
        this.producer = producer;
    }

    @Override
    public void handOver(List<Event> events) {
        // A gap would change the order of delivery, so nothing overtakes what did not fit.
        for (Event event : events) {
            if (!queue.offer(event)) {
                return;
            }
        }
    }

    @Override
    void work() throws InterruptedException {
        Event first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            var batch = new ArrayList<Event>(BATCH);
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
            send(batch);
        }
    }

    @Override
    boolean nothingLeft() {
        return queue.isEmpty();
    }

    private void send(List<Event> batch) {
        try {
            producer.sendBody("direct:event.accepted", batch);
        } catch (RuntimeException e) {
            log.warn(
                    "{} accepted events stay in the outbox for now, from {}",
                    batch.size(),
                    batch.getFirst().id(),
                    e);
        }
    }
}
