package io.notifyflow.admission;

import io.notifyflow.event.Capacity;
import io.notifyflow.event.Decision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Watches how long submissions wait. Decides in the database's place where it takes too long, and says beforehand that
 * it would: transactions take what waits in its order, so a newcomer waits about as long as the oldest has by now.
 */
@Component
class Patience extends WorkerThread implements Capacity {

    private static final Decision LATE = new Decision.Unavailable("The database did not answer in time");
    private static final long LOOK_MILLIS = 100;
    /** Stops after those that wait have been decided. */
    private static final int PHASE = Integer.MAX_VALUE - 1150;

    private final long patience;
    private final long target;
    private final Deque<Pending> line = new ArrayDeque<>();

    private record Pending(CompletableFuture<Decision> decision, long since) {}

    Patience(AdmissionSettings settings) {
        super("admission-patience", PHASE);
        patience = settings.patience().toNanos();
        target = settings.targetWait().toNanos();
    }

    /** From now on this submission waits. */
    void watch(CompletableFuture<Decision> decision) {
        synchronized (line) {
            line.addLast(new Pending(decision, System.nanoTime()));
        }
    }

    @Override
    public boolean exhausted() {
        Pending oldest = oldest();
        return oldest != null && System.nanoTime() - oldest.since() > target;
    }

    private @Nullable Pending oldest() {
        synchronized (line) {
            Pending first = line.peekFirst();
            while (first != null && first.decision().isDone()) {
                line.removeFirst();
                first = line.peekFirst();
            }
            return first;
        }
    }

    @Override
    void work() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        long now = System.nanoTime();
        for (Pending oldest = oldest(); oldest != null && now - oldest.since() >= patience; oldest = oldest()) {
            oldest.decision().complete(LATE);
        }
    }

    @Override
    boolean nothingLeft() {
        return oldest() == null;
    }
}
