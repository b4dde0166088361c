package io.notifyflow.source.body;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the memory and the processors that large bodies take: each waits for its turn before it is unpacked or parsed, and
 * those that came first go first. A body is weighed by its bytes and by its number of values, each of which is an object.
 */
public final class BodyMemory {

    /** What weighs less needs no turn. */
    public static final int FREE = 1024 * 1024;
    /** What has fewer bytes weighs less, whatever it holds. */
    private static final int SMALL = 32 * 1024;

    private static final int BYTES_PER_VALUE = 70;
    private static final int UNIT = 1024;
    private static final int PART_OF_HEAP = 3;
    private static final long WAIT_SECONDS = 10;
    private static final int MAX_WAITING = 64;

    private final int units;
    private final Semaphore free;
    /** Half of the processors stay for everything else. */
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    private final Semaphore unpacking = new Semaphore(1, true);

    /** Bounded by a part of the heap. */
    public BodyMemory() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * @param bytes for all bodies that are in work
     */
    BodyMemory(long bytes) {
        units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        free = new Semaphore(units, true);
    }

    /** Memory that was taken; it is given back once, however often it is closed. */
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes what JSON in these bytes will need, at once or in its turn.
     *
     * @throws io.notifyflow.event.InvalidRequest (413) if it is more than there is, (503) if the turn does not come
     */
    public Share take(byte[] text) {
        long weight = weight(text);
        if (weight <= FREE) {
            return () -> {};
        }
        int needed = (int) Math.min(Integer.MAX_VALUE, weight / UNIT);
        if (needed > units) {
            throw BodyProblem.tooLarge("The body has so many values that they do not fit into the memory for bodies;"
                    + " send it in parts, or give the hub more memory");
        }
        acquire(turns, 1);
        try {
            acquire(free, needed);
        } catch (RuntimeException refused) {
            turns.release();
            throw refused;
        }
        var ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                free.release(needed);
                turns.release();
            }
        };
    }

    /** One body at a time is unpacked beyond what is free, or waits for its memory when it is. */
    public Share takeForUnpacking() {
        acquire(unpacking, 1);
        return unpacking::release;
    }

    private static void acquire(Semaphore semaphore, int permits) {
        try {
            boolean crowded = semaphore.getQueueLength() >= MAX_WAITING;
            if (crowded || !semaphore.tryAcquire(permits, WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw BodyProblem.overloaded();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw BodyProblem.overloaded();
        }
    }

    static long weight(byte[] text) {
        if (text.length <= SMALL) {
            return text.length;
        }
        long values = 0;
        for (byte each : text) {
            values += each == ',' || each == '{' || each == '[' ? 1 : 0;
        }
        return text.length + values * BYTES_PER_VALUE;
    }
}
