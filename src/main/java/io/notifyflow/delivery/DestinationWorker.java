package io.notifyflow.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one destination, one attempt at a time and in the order of the events: the head of the queue is
 * delivered or given up before its successor is tried.
 */
class DestinationWorker {

    private static final Logger log = LoggerFactory.getLogger(DestinationWorker.class);
    private static final int BATCH = 50;
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final UUID destination;
    private final DeliveryQueue queue;
    private final Leases leases;
    private final AttemptRoute attempts;
    private final DeliveryDispatcher dispatcher;
    private final Duration lease;
    private final Semaphore calls;
    /** Wake-ups not yet looked into; from 0 to 1 starts the worker, and 0 again ends it. */
    private final AtomicInteger wakeUps = new AtomicInteger();

    private volatile long leasedAt;

    DestinationWorker(
            UUID destination,
            DeliveryQueue queue,
            Leases leases,
            AttemptRoute attempts,
            DeliveryDispatcher dispatcher,
            Duration lease,
            Semaphore calls) {
        this.destination = destination;
        this.queue = queue;
        this.leases = leases;
        this.attempts = attempts;
        this.dispatcher = dispatcher;
        this.lease = lease;
        this.calls = calls;
    }

    UUID destination() {
        return destination;
    }

    boolean busy() {
        return wakeUps.get() > 0;
    }

    void renewed(long asked) {
        leasedAt = asked;
    }

    void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            dispatcher.execute(this::run);
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakeUps.get();
            try {
                deliver();
            } catch (RuntimeException e) {
                log.warn("Deliveries to destination {} pause for a moment: {}", destination, e.getMessage());
                dispatcher.wakeAt(destination, Instant.now().plus(AFTER_TROUBLE));
            }
        } while (!wakeUps.compareAndSet(seen, 0) && dispatcher.running());
    }

    private void deliver() {
        long asked = System.nanoTime();
        if (!leases.claim(destination)) {
            // Another hub delivers there, and finds what is new before it lets go, or by its look at the table.
            return;
        }
        leasedAt = asked;
        try {
            List<Delivery> batch = queue.next(destination, BATCH);
            while (!batch.isEmpty() && deliver(batch)) {
                batch = queue.next(destination, BATCH);
            }
        } finally {
            leases.release(destination);
        }
    }

    /** Whether the worker may go on with the next batch. */
    private boolean deliver(List<Delivery> batch) {
        for (Delivery delivery : batch) {
            if (delivery.nextAttemptAt().isAfter(Instant.now())) {
                dispatcher.wakeAt(destination, delivery.nextAttemptAt());
                return false;
            }
            if (!dispatcher.running() || !leaseHolds()) {
                return false;
            }
            Attempt attempt = attempt(delivery);
            if (attempt.destinationFailed()) {
                return false;
            }
            if (!attempt.delivered() && !attempt.dead()) {
                dispatcher.wakeAt(destination, attempt.nextAttemptAt());
                return false;
            }
        }
        return true;
    }

    private Attempt attempt(Delivery delivery) {
        calls.acquireUninterruptibly();
        try {
            return attempts.make(delivery);
        } finally {
            calls.release();
        }
    }

    /** With a fifth of the lease in reserve, so that another hub does not begin while our call is under way. */
    private boolean leaseHolds() {
        return System.nanoTime() - leasedAt < lease.toNanos() * 4 / 5;
    }
}
