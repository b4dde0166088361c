package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubDatabase;
import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.load.Baseline;
import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.machine.BenchFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A hub on a new database with the benchmark's accounts, and what it is measured with. */
final class Rig implements AutoCloseable {

    static final Duration ROUTING = Duration.ofMinutes(2);
    private static final Duration CHECK = Duration.ofSeconds(2);

    private final Bench bench;
    private final Path data;
    private final Hub hub;
    private final HubDatabase database;
    private final Baseline baseline;
    private final Wrk wrk;

    private Rig(Bench bench, Path data, HubLaunch launch) {
        this.bench = bench;
        this.data = data;
        this.hub = Hub.start(bench.settings(), launch, data);
        this.database = new HubDatabase(hub);
        this.baseline = new Baseline(bench.settings(), bench.commands(), hub);
        this.wrk = new Wrk(bench.settings(), bench.commands());
        database.prepare();
    }

    static Rig start(Bench bench) {
        return start(bench, HubLaunch.of(bench.settings()), "data");
    }

    static Rig start(Bench bench, HubLaunch launch, String folder) {
        return new Rig(bench, bench.emptyFolder(folder), launch);
    }

    Hub hub() {
        return hub;
    }

    HubDatabase database() {
        return database;
    }

    Wrk wrk() {
        return wrk;
    }

    /** The file with the API keys of so many accounts of a kind. */
    Path keys(String kind, int accounts) {
        return database.writeKeys(kind, accounts, data.resolveSibling(data.getFileName() + "-" + kind + ".keys"));
    }

    List<String> keyList(String kind, int accounts) {
        try {
            return Files.readAllLines(keys(kind, accounts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the status of every answer looked at, then sends until the hub runs as it does after some time. */
    void warmUp() {
        say("  warm-up");
        wrk.checked(hub.events(), 8, CHECK, keys("plain", 100), false);
        wrk.checked(hub.events(), 64, CHECK, keys("plain", 1), true);
        wrk.events(hub.events(), 64, bench.settings().warmUp(), keys("plain", 100));
        awaitRouted();
        database.empty();
        baseline.measure(32, CHECK);
    }

    /** The same with deliveries to the sandbox. */
    void warmUpDelivering() {
        warmUp();
        warmUpDelivering("sandbox");
    }

    /** With the deliveries of the accounts of a kind. */
    void warmUpDelivering(String kind) {
        // The JVM compiles for the first 500 000 events or so, on a core that is then missing.
        // On few connections the cold hub is not overloaded.
        wrk.events(hub.events(), 16, bench.settings().warmUp(), keys(kind, 100));
        wrk.events(hub.events(), 64, bench.settings().warmUp().multipliedBy(3), keys(kind, 100));
        // What was not delivered in this time is thrown away.
        var unused = database.awaitSettled(bench.settings().warmUp());
        database.empty();
    }

    /** The baseline on empty tables. */
    Sample baseline(int clients) {
        database.empty();
        Sample sample = baseline.measure(clients, bench.settings().measured());
        say("  baseline, %d clients: %.0f/s", clients, sample.perSecond());
        return sample;
    }

    Sample accept(Scenario scenario) {
        Path keys = keys("plain", scenario.accounts);
        Duration length = bench.settings().measured();
        Sample sample = accept(
                scenario.connections,
                1,
                () -> scenario.idempotent
                        ? wrk.idempotentEvents(hub.events(), scenario.connections, length, keys)
                        : wrk.events(hub.events(), scenario.connections, length, keys));
        say("  %s, %d connections: %.0f/s", scenario.title, scenario.connections, sample.perSecond());
        return sample;
    }

    /** Accepting on empty tables; fails unless every event that was accepted is stored. */
    Sample accept(int connections, int eventsInRequest, Supplier<Wrk.Result> load) {
        database.empty();
        return acceptOnTop(connections, eventsInRequest, load);
    }

    /** The same on top of what is stored. */
    Sample acceptOnTop(int connections, int eventsInRequest, Supplier<Wrk.Result> load) {
        long before = database.events();
        ProcessorTime begun = hub.processorTime();
        Wrk.Result result = load.get();
        awaitRouted();
        ProcessorTime used = hub.processorTime().since(begun);
        long stored = database.events() - before;
        requireStored(stored, result.requests() * eventsInRequest, (long) connections * eventsInRequest);
        return new Sample(
                result.perSecond() * eventsInRequest,
                result.p50(),
                result.p99(),
                used.hub() / stored,
                used.postgres() / stored);
    }

    void awaitRouted() {
        if (!database.awaitRouted(ROUTING)) {
            throw new BenchFailed("Accepted events were not routed within " + ROUTING);
        }
    }

    /** wrk leaves the requests uncounted whose answers it did not wait for: at most one a connection. */
    static void requireStored(long stored, long accepted, long uncounted) {
        if (stored < accepted || stored > accepted + uncounted) {
            throw new BenchFailed(accepted + " events were accepted with 202, and " + stored + " are stored");
        }
    }

    @Override
    public void close() {
        database.close();
        hub.close();
        Bench.delete(data);
    }
}
