package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A hundred events a request. */
final class BatchPart {

    private static final int EVENTS = 100;
    private static final int CLIENTS = 32;
    private static final List<Integer> CONNECTIONS = List.of(1, 8, 32);
    /** That of the goal: 800 events are under way, as many as some batches of the writer. */
    private static final int TYPICAL = 8;

    private final Bench bench;
    private final List<Sample> baseline = new ArrayList<>();
    private final Map<Integer, List<Sample>> batches = new TreeMap<>();

    BatchPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        try (Rig rig = Rig.start(bench)) {
            rig.warmUp();
            send(rig, TYPICAL);
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                say("Batches, round %d of %d", round, bench.settings().rounds());
                baseline.add(rig.baseline(CLIENTS));
                for (int connections : CONNECTIONS) {
                    batches.computeIfAbsent(connections, absent -> new ArrayList<>())
                            .add(send(rig, connections));
                }
            }
        }
        return PartResult.of("Accepting batches of " + EVENTS, goals(), table().toString());
    }

    private Sample send(Rig rig, int connections) {
        Sample sample = rig.accept(connections, EVENTS, () -> rig.wrk()
                .batches(
                        rig.hub().batches(), connections, bench.settings().measured(), rig.keys("plain", 100), EVENTS));
        say("  batches over %d connections: %.0f events/s", connections, sample.perSecond());
        return sample;
    }

    private List<Goal> goals() {
        List<Sample> typical = batches.getOrDefault(TYPICAL, List.of());
        return List.of(Goal.atLeast(
                "events through the batch endpoint, " + EVENTS + " a request over " + TYPICAL
                        + " connections ÷ baseline",
                Sample.ratio(typical, Sample::perSecond, baseline, Sample::perSecond),
                3));
    }

    private Table table() {
        var table = new Table("", "connections", "events/s", "÷ baseline", "p50 ms", "p99 ms", "µs for one event");
        row(table, "baseline: one INSERT per transaction", CLIENTS, baseline);
        batches.forEach((connections, samples) -> row(table, EVENTS + " events a request", connections, samples));
        return table;
    }

    private void row(Table table, String name, int connections, List<Sample> samples) {
        table.row(
                name,
                Integer.toString(connections),
                Sample.spread(samples, Sample::perSecond).text(0),
                Sample.ratio(samples, Sample::perSecond, baseline, Sample::perSecond)
                        .text(2),
                Sample.spread(samples, Sample::p50).text(2),
                Sample.spread(samples, Sample::p99).text(2),
                Sample.spread(samples, Sample::micros).text(0));
    }
}
