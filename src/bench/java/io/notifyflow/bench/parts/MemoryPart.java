package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.load.OpenLoop;
import io.notifyflow.bench.load.OpenLoop.Step;
import io.notifyflow.bench.load.Payload;
import io.notifyflow.bench.load.StepResult;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.LineChart;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a hub holds after some events, and after very many, with the settings that users get. */
final class MemoryPart {

    private static final int PER_SECOND = 2000;
    private static final int CONNECTIONS = 512;
    private static final int ATTEMPTS = 20;
    private static final double BYTES_OF_A_MEBIBYTE = 1024 * 1024;
    private static final int FIRST_LOOK = 10_000;
    /** Memory is looked at each time so many were sent. */
    private static final int CHUNK = 50_000;

    private final Bench bench;
    /** Resident memory in MiB by the number of events. */
    private final Map<Integer, Double> mebibytes = new TreeMap<>();

    private long offered;
    private long accepted;

    MemoryPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        int events = bench.settings().memoryEvents();
        // So that the first look finds the sandbox's store of messages as full as the last.
        HubLaunch launch = HubLaunch.of(bench.settings())
                .withOptions(bench.settings().defaultJvmOptions())
                .with("NOTIFYFLOW_SANDBOX_KEEP", "500");
        try (Rig rig = Rig.start(bench, launch, "data");
                var load = new OpenLoop(
                        rig.hub().events(),
                        rig.keyList("sandbox", 100),
                        Payload.event(bench.settings()),
                        CONNECTIONS)) {
            mebibytes.put(0, rig.hub().residentMebibytes());
            look(rig, load, FIRST_LOOK);
            for (int looked = FIRST_LOOK; looked < events; ) {
                looked = Math.min(events, looked + CHUNK);
                look(rig, load, looked);
            }
        }
        return PartResult.of("Memory", goals(events), table(events).toString(), picture());
    }

    private void look(Rig rig, OpenLoop load, int events) {
        sendUntil(load, events);
        mebibytes.put(events, rig.hub().residentMebibytes());
        say("Memory after %d events: %.0f MiB", events, after(events));
    }

    /** What is not accepted does not count, and is made up for. */
    private void sendUntil(OpenLoop load, int wanted) {
        for (int attempt = 0; attempt < ATTEMPTS && accepted < wanted; attempt++) {
            long missing = wanted - accepted;
            StepResult result = load.run(new Step(PER_SECOND, Duration.ofNanos(missing * 1_000_000_000L / PER_SECOND)))
                    .getFirst();
            offered += result.offered();
            accepted += result.accepted();
        }
        if (accepted < wanted * 0.99) {
            throw new BenchFailed("The hub accepted " + accepted + " of " + wanted + " events at " + PER_SECOND
                    + " a second; this machine is too busy");
        }
    }

    private double after(int events) {
        return mebibytes.getOrDefault(events, 0.0);
    }

    private List<Goal> goals(int events) {
        double ratio = after(events) / after(FIRST_LOOK);
        double last = after(events) * BYTES_OF_A_MEBIBYTE / 1e6;
        return List.of(
                Goal.atMost(
                        "resident memory after " + thousands(events) + " events at " + thousands(PER_SECOND)
                                + " a second ÷ after " + thousands(FIRST_LOOK),
                        new Spread(ratio, ratio, ratio),
                        1.1),
                Goal.atMost(
                        "resident memory then, with default settings", new Spread(last, last, last), 400, 0, " MB"));
    }

    private Table table(int events) {
        return Table.ofFigures()
                .row(
                        "options of the JVM",
                        "`" + String.join(" ", bench.settings().defaultJvmOptions()) + "`")
                .row("resident memory of the hub after the start, MiB", text(0))
                .row("after " + thousands(FIRST_LOOK) + " events", text(FIRST_LOOK))
                .row("after " + thousands(events) + " events", text(events))
                .row(
                        "the most in between",
                        Spread.number(
                                mebibytes.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .max()
                                        .orElse(0),
                                0))
                .row("share of the events that were accepted at once", Spread.number((double) accepted / offered, 3));
    }

    private String text(int events) {
        return Spread.number(after(events), 0);
    }

    private static String thousands(int value) {
        return Spread.number(value, 0);
    }

    private Picture picture() {
        return LineChart.of(
                        "Resident memory of the hub at " + PER_SECOND + " events a second, delivered to the sandbox",
                        "thousand events",
                        "MiB")
                .line(
                        "hub",
                        mebibytes.keySet().stream()
                                .mapToDouble(events -> events / 1000.0)
                                .toArray(),
                        mebibytes.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                .picture("memory");
    }
}
