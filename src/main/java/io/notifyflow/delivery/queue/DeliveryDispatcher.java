package io.notifyflow.delivery.queue;

import io.notifyflow.account.AccountChanged;
import io.notifyflow.account.AccountsForgotten;
import io.notifyflow.delivery.DeliverySettings;
import io.notifyflow.delivery.DestinationKinds;
import io.notifyflow.event.DeliveriesWaiting;
import io.notifyflow.outbox.Outbox;
import io.notifyflow.routefiles.RouteStops;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/**
 * Runs one worker for each destination that has something to deliver. A worker is woken when deliveries were just
 * committed, when a wait is over, and by a look at the table every second, which finds what nobody announced.
 */
@Component
class DeliveryDispatcher implements SmartLifecycle, WorkerSchedule {

    private static final Logger log = LoggerFactory.getLogger(DeliveryDispatcher.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Longer waits are left to the look at the table. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(30);
    /** Destinations read from the table at a time, and workers at which a look leaves the rest to the next one. */
    private static final int PAGE = 500;

    private static final int ENOUGH_WORKERS = 1000;
    /** Milliseconds in which calls for the holders of lanes gather. */
    private static final long CALL_DELAY = 10;
    /** A payload has less than 8000 bytes. */
    private static final int CALLED_AT_ONCE = 200;
    /** Milliseconds between two looks for lanes that are kept for nothing. */
    private static final long REST = 1000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final DeliveryQueue queue;
    private final Leases leases;
    private final Lanes lanes;
    private final DeliverySettings settings;
    private final WorkerTools tools;
    private final ConcurrentMap<UUID, DestinationWorker> workers = new ConcurrentHashMap<>();
    private final Set<UUID> calls = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atWork = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-timer").daemon().factory());
    private final AtomicBoolean lookAsked = new AtomicBoolean();
    private volatile boolean running;
    private volatile boolean ready;
    /** Touched by the timer's thread alone. */
    private UUID lookedUpTo = BEFORE_ALL;

    DeliveryDispatcher(
            DeliveryQueue queue,
            Leases leases,
            Lanes lanes,
            Places places,
            Slots slots,
            DestinationKinds kinds,
            AttemptRoute attempts,
            RouteStops stops,
            Outbox outbox,
            DeliverySettings settings) {
        this.queue = queue;
        this.leases = leases;
        this.lanes = lanes;
        this.settings = settings;
        this.tools = new WorkerTools(this, queue, lanes, places, slots, kinds, attempts, stops, outbox);
    }

    DestinationWorker worker(UUID destination, UUID account) {
        return workers.computeIfAbsent(destination, id -> new DestinationWorker(id, account, tools));
    }

    @Override
    public void execute(Runnable task) {
        atWork.incrementAndGet();
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                atWork.decrementAndGet();
            }
        });
    }

    @Override
    public boolean running() {
        return ready && running;
    }

    /** Unless the wait is so long that the look at the table will do. */
    @Override
    public void wakeIn(UUID destination, UUID account, Duration wait) {
        if (running && wait.compareTo(LONGEST_TIMER) < 0) {
            // Up to the next millisecond: what is woken a moment too early would find nothing to do.
            long millis = Math.max(1, wait.plusNanos(999_999).toMillis());
            timer.schedule(() -> worker(destination, account).wake(), millis, TimeUnit.MILLISECONDS);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        ready = true;
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        long beat = settings.lease().toMillis() / 3;
        timer.scheduleWithFixedDelay(lanes::renew, beat, beat, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(
                () -> workers.values().forEach(DestinationWorker::rest), REST, REST, TimeUnit.MILLISECONDS);
    }

    /** What waited for its time has come into the queue. */
    void released(List<DeliveryQueue.Due> deliveries) {
        deliveries.stream().distinct().forEach(next -> worker(next.destination(), next.account())
                .lookAtTable());
    }

    /** A destination may have been resumed: what it held goes out now, and not with the next look. */
    @EventListener(AccountChanged.class)
    void accountChanged(AccountChanged change) {
        workers.values().forEach(worker -> worker.accountChanged(change.account()));
        if (ready && running && lookAsked.compareAndSet(false, true)) {
            timer.execute(this::look);
        }
    }

    @EventListener(AccountsForgotten.class)
    void accountsForgotten() {
        workers.values().forEach(DestinationWorker::forget);
    }

    /** Another hub has stored something for a lane that may be ours. */
    @EventListener
    void deliveriesWaiting(DeliveriesWaiting waiting) {
        for (UUID destination : waiting.destinations()) {
            DestinationWorker worker = workers.get(destination);
            if (worker != null) {
                worker.calledFor();
            }
        }
    }

    /** Tells the hub that holds a destination's lane of what was stored; many at a time. */
    @Override
    public void callHolder(UUID destination) {
        if (calls.add(destination) && running) {
            timer.schedule(() -> threads.execute(this::call), CALL_DELAY, TimeUnit.MILLISECONDS);
        }
    }

    private void call() {
        List<UUID> called = List.copyOf(calls);
        called.forEach(calls::remove);
        try {
            for (int from = 0; from < called.size(); from += CALLED_AT_ONCE) {
                leases.call(called.subList(from, Math.min(called.size(), from + CALLED_AT_ONCE)));
            }
        } catch (RuntimeException e) {
            // Found by the holder's own look at the table.
            log.debug("The holders of {} lanes were not called", called.size(), e);
        }
    }

    /** Goes on where the last look ended, so that no destination is always the last. */
    private void look() {
        lookAsked.set(false);
        try {
            List<DeliveryQueue.Due> due;
            do {
                due = queue.due(leases.hub(), lookedUpTo, PAGE);
                due.forEach(next -> worker(next.destination(), next.account()).lookAtTable());
                lookedUpTo = due.size() < PAGE ? BEFORE_ALL : due.getLast().destination();
            } while (due.size() == PAGE && atWork.get() < ENOUGH_WORKERS);
        } catch (RuntimeException e) {
            log.warn(
                    "The delivery queue cannot be read for the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Begins no further attempt, waits for those in progress, and gives the leases back. */
    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Some deliveries were still in progress after {}", settings.drain());
            }
            workers.values().forEach(DestinationWorker::storeLeft);
            leases.releaseAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn(
                    "Leases could not be given back and expire by themselves: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after admission, while Camel and the database still run. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1300;
    }
}
