package io.notifyflow.admission;

import io.notifyflow.event.Decision;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides in the database's place where it takes too long; all wait equally long, so the first in line is first. */
@Component
class Patience extends WorkerThread {

    static final Decision LATE = new Decision.Unavailable("The database did not answer in time");

    private static final long LOOK_MILLIS = 100;
    /** Stops after those that wait have been decided. */
    private static final int PHASE = Integer.MAX_VALUE - 1150;

    private final Queue<Pending> line = new ConcurrentLinkedQueue<>();

    private record Pending(CompletableFuture<Decision> decision, long deadline) {}

    Patience() {
        super("admission-patience", PHASE);
    }

    /**
     * @param deadline as {@link System#nanoTime} has it
     */
    void watch(CompletableFuture<Decision> decision, long deadline) {
        line.add(new Pending(decision, deadline));
    }

    @Override
    void work() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        long now = System.nanoTime();
        for (@Nullable Pending first = line.peek(); first != null && ended(first, now); first = line.peek()) {
            line.remove();
        }
    }

    private static boolean ended(Pending pending, long now) {
        if (pending.deadline() - now <= 0) {
            pending.decision().complete(LATE);
        }
        return pending.decision().isDone();
    }

    @Override
    boolean nothingLeft() {
        return line.isEmpty();
    }
}
