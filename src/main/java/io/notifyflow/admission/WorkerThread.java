package io.notifyflow.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/** A thread that works off a queue; a stop waits until nothing is left in it, for ten seconds at most. */
abstract class WorkerThread implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WorkerThread.class);

    /** How long {@link #work} may wait for something to do, so that a stop is noticed. */
    static final long IDLE_MILLIS = 200;

    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final String name;
    private final int phase;
    private volatile boolean running;
    private volatile Thread thread = Thread.currentThread();

    /**
     * @param phase the higher, the earlier it stops
     */
    WorkerThread(String name, int phase) {
        this.name = name;
        this.phase = phase;
    }

    /** Does what there is to do, or waits for it a moment. */
    abstract void work() throws InterruptedException;

    abstract boolean nothingLeft();

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    private void run() {
        while (running || !nothingLeft()) {
            try {
                work();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Everybody's events wait for this thread: no failure ends it.
                log.error("{} failed, and goes on", name, e);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS));
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a start that failed half-way: Spring then destroys what it never stopped. */
    @Override
    public void destroy() {
        if (running) {
            stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
