package io.notifyflow.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Measures the hub and the baseline in turn, and prints what came of it. */
public final class Benchmark {

    private static final Duration STRICT = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(2);
    private static final Duration ROUTING = Duration.ofMinutes(1);
    private static final long EVENTS_BEFORE_MEMORY = 100_000;

    private final BenchSettings settings;
    private final Commands commands;
    private final Measurements measured = new Measurements();
    private final Map<Scenario, Path> keys = new EnumMap<>(Scenario.class);

    private Benchmark(BenchSettings settings, Commands commands) {
        this.settings = settings;
        this.commands = commands;
    }

    public static void main(String[] arguments) throws IOException {
        BenchSettings settings = BenchSettings.fromSystemProperties();
        try {
            Commands.require(Map.of("pgbench", "postgresql-contrib", "wrk", "wrk"));
            clear(settings.output());
            Files.createDirectories(settings.output());
            try (var commands = new Commands(settings.output().resolve("tools.log"))) {
                Cleanup.onExit(commands::close);
                String results = run(settings, commands);
                Files.writeString(settings.output().resolve("results.md"), results);
                System.out.println("\n" + results);
            }
        } catch (BenchFailed e) {
            System.err.println("The benchmark failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String run(BenchSettings settings, Commands commands) throws IOException {
        var backlogs = new Backlogs(settings);
        String rounds = settings.onlyBacklogs()
                ? Machine.describe(settings, commands, "embedded", Machine.load()) + "\n"
                : new Benchmark(settings, commands).run();
        for (int i = 1; i <= settings.starts(); i++) {
            say("Backlogs, %d of %d", i, settings.starts());
            backlogs.measure();
        }
        return rounds + "\n" + backlogs.markdown();
    }

    private static void clear(Path output) throws IOException {
        if (Files.isDirectory(output)) {
            try (Stream<Path> left = Files.list(output)) {
                for (Path path : left.toList()) {
                    FileSystemUtils.deleteRecursively(path);
                }
            }
        }
    }

    private String run() throws IOException {
        String loadBefore = Machine.load();
        measureStarts();
        Path data = settings.output().resolve("data");
        try (Hub hub = start(data);
                var database = new HubDatabase(hub)) {
            prepare(database);
            var load = new Load(settings, commands, hub);
            var baseline = new Baseline(settings, commands, hub);
            var paced = new PacedClient(hub, Files.readAllLines(file(Scenario.DELIVERED)));
            warmUp(hub, database, load, baseline);
            for (int round = 1; round <= settings.rounds(); round++) {
                say("Round %d of %d", round, settings.rounds());
                measureRound(hub, database, load, baseline);
                database.empty();
                measured.latencies.add(paced.measure(settings.paced()));
            }
            measured.mebibytesAtTheEnd = hub.residentMebibytes();
            return new Report(measured, Machine.describe(settings, commands, database.version(), loadBefore))
                    .markdown();
        } finally {
            FileSystemUtils.deleteRecursively(data);
        }
    }

    private void measureStarts() throws IOException {
        for (int i = 1; i <= settings.starts(); i++) {
            say("Start %d of %d", i, settings.starts());
            Path data = settings.output().resolve("data-" + i);
            try (Hub first = start(data)) {
                measured.freshStartSeconds.add(first.startTime().toMillis() / 1000.0);
            }
            try (Hub later = start(data)) {
                measured.laterStartSeconds.add(later.startTime().toMillis() / 1000.0);
                measured.mebibytesAfterStart.add(later.residentMebibytes());
            }
            FileSystemUtils.deleteRecursively(data);
        }
    }

    private Hub start(Path data) {
        return Hub.start(settings, data, settings.output().resolve("hub.log"), Map.of());
    }

    private void prepare(HubDatabase database) {
        database.prepare();
        for (Scenario scenario : Scenario.values()) {
            Path file = settings.output().resolve(scenario + ".keys");
            database.writeKeys(scenario.accountKind, scenario.accounts, file);
            keys.put(scenario, file);
        }
    }

    private Path file(Scenario scenario) {
        Path file = keys.get(scenario);
        if (file == null) {
            throw new IllegalStateException("No API keys for " + scenario);
        }
        return file;
    }

    /** Every way of sending once with each answer checked, then until the memory is measured. */
    private void warmUp(Hub hub, HubDatabase database, Load load, Baseline baseline) {
        say("Warm-up");
        long events = 0;
        for (Scenario scenario : Scenario.values()) {
            events += load.send(scenario.connections, STRICT, file(scenario), scenario.idempotent, true)
                    .requests();
        }
        long deadline = System.nanoTime() + WARM_UP_LIMIT.toNanos();
        while (events < EVENTS_BEFORE_MEMORY && System.nanoTime() < deadline) {
            events += load.send(Scenario.MANY.connections, WARM_UP, file(Scenario.MANY), false, false)
                    .requests();
        }
        database.awaitSettled(ROUTING);
        measured.eventsBeforeThat = events;
        measured.mebibytesAfterLoad = hub.residentMebibytes();
        database.empty();
        baseline.measure(Scenario.MANY.clients, STRICT);
    }

    private void measureRound(Hub hub, HubDatabase database, Load load, Baseline baseline) {
        int clients = 0;
        for (Scenario scenario : Scenario.values()) {
            if (scenario.clients != clients) {
                clients = scenario.clients;
                database.empty();
                Sample sample = baseline.measure(clients, settings.measured());
                measured.add(clients, sample);
                say("  baseline, %d clients: %.0f/s", clients, sample.perSecond());
            }
            database.empty();
            Sample sample = measure(scenario, hub, database, load);
            measured.add(scenario, sample);
            say("  %s, %d connections: %.0f/s", scenario.title, scenario.connections, sample.perSecond());
        }
    }

    private Sample measure(Scenario scenario, Hub hub, HubDatabase database, Load load) {
        ProcessorTime before = hub.processorTime();
        Load.Result result =
                load.send(scenario.connections, settings.measured(), file(scenario), scenario.idempotent, false);
        if (scenario.delivers()) {
            measureDelivery(hub, database);
        } else if (!database.awaitRouted(ROUTING)) {
            throw new BenchFailed("Accepted events were not routed within " + ROUTING);
        }
        ProcessorTime used = hub.processorTime().since(before);
        long stored = requireStored(database, result, scenario);
        return new Sample(
                result.perSecond(), result.p50(), result.p99(), used.hub() / stored, used.postgres() / stored);
    }

    /** wrk leaves the requests uncounted whose answers it did not wait for: at most one a connection. */
    private static long requireStored(HubDatabase database, Load.Result result, Scenario scenario) {
        long stored = database.events();
        if (stored < result.requests() || stored > result.requests() + scenario.connections) {
            throw new BenchFailed(
                    "%d events were accepted with 202, and %d are stored".formatted(result.requests(), stored));
        }
        return stored;
    }

    /** Looks at the queue at the end of the load, and again after as long a time; the rest is thrown away. */
    private void measureDelivery(Hub hub, HubDatabase database) {
        long first = database.delivered();
        long started = System.nanoTime();
        measured.deliveredUnderLoad.add((double) first / settings.measured().toSeconds());
        ProcessorTime before = hub.processorTime();
        database.awaitSettled(settings.measured());
        ProcessorTime used = hub.processorTime().since(before);
        double seconds = (System.nanoTime() - started) / 1e9;
        long more = database.delivered() - first;
        if (more > 0) {
            measured.deliveredAfterLoad.add(more / seconds);
            measured.deliveryHubMicros.add(used.hub() / more);
            measured.deliveryPostgresMicros.add(used.postgres() / more);
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
