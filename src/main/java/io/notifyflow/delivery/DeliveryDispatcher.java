package io.notifyflow.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Runs one worker for each destination that has something to deliver. A worker is woken when deliveries were just
 * committed, when a wait is over, and by a look at the table every second, which finds what nobody announced.
 */
@Component
class DeliveryDispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DeliveryDispatcher.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Longer waits are left to the look at the table. */
    private static final Duration LONGEST_TIMER = Duration.ofSeconds(30);

    private final DeliveryQueue queue;
    private final Leases leases;
    private final AttemptRoute attempts;
    private final DeliverySettings settings;
    private final Semaphore calls;
    private final ConcurrentMap<UUID, DestinationWorker> workers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("delivery-timer").daemon().factory());
    private volatile boolean running;
    private volatile boolean ready;

    DeliveryDispatcher(DeliveryQueue queue, Leases leases, AttemptRoute attempts, DeliverySettings settings) {
        this.queue = queue;
        this.leases = leases;
        this.attempts = attempts;
        this.settings = settings;
        this.calls = new Semaphore(settings.concurrency(), true);
    }

    /** Says that a destination may have something to deliver. Returns at once. */
    void wake(UUID destination) {
        if (ready && running) {
            workers.computeIfAbsent(destination, this::worker).wake();
        }
    }

    private DestinationWorker worker(UUID destination) {
        return new DestinationWorker(destination, queue, leases, attempts, this, settings.lease(), calls);
    }

    void execute(Runnable task) {
        threads.execute(task);
    }

    boolean running() {
        return running;
    }

    /** Wakes a destination when its wait is over, unless that is so long that the look at the table will do. */
    void wakeAt(UUID destination, Instant at) {
        Duration wait = Duration.between(Instant.now(), at);
        if (running && wait.compareTo(LONGEST_TIMER) < 0) {
            timer.schedule(() -> wake(destination), Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        ready = true;
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        long beat = settings.lease().toMillis() / 3;
        timer.scheduleWithFixedDelay(this::renew, beat, beat, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            queue.due().forEach(this::wake);
        } catch (RuntimeException e) {
            log.warn("The delivery queue cannot be read for the moment: {}", e.getMessage());
        }
    }

    private void renew() {
        List<DestinationWorker> busy =
                workers.values().stream().filter(DestinationWorker::busy).toList();
        if (busy.isEmpty()) {
            return;
        }
        try {
            long asked = System.nanoTime();
            List<UUID> held = leases.renew(
                    busy.stream().map(DestinationWorker::destination).toList());
            busy.stream()
                    .filter(worker -> held.contains(worker.destination()))
                    .forEach(worker -> worker.renewed(asked));
        } catch (RuntimeException e) {
            log.warn("Leases cannot be renewed for the moment: {}", e.getMessage());
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
        try {
            threads.shutdown();
            if (!threads.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Some deliveries were still in progress after {}", settings.drain());
            }
            leases.releaseAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("Leases could not be given back and expire by themselves: {}", e.getMessage());
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
