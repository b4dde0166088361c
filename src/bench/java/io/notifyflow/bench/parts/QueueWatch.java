package io.notifyflow.bench.parts;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubDatabase;
import io.notifyflow.bench.machine.BenchFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks once a second at how many events wait. */
final class QueueWatch implements AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final HubDatabase database;
    private final List<Long> lengths = new ArrayList<>();

    private QueueWatch(HubDatabase database) {
        this.database = database;
    }

    static QueueWatch start(Hub hub) {
        var watch = new QueueWatch(new HubDatabase(hub));
        var unused = watch.clock.scheduleAtFixedRate(watch::look, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        long length = database.waiting();
        synchronized (lengths) {
            lengths.add(length);
        }
    }

    List<Long> lengths() {
        synchronized (lengths) {
            return List.copyOf(lengths);
        }
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new BenchFailed("The length of the queue is still being counted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the queue was counted", e);
        } finally {
            database.close();
        }
    }
}
