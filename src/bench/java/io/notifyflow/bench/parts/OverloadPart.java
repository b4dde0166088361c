package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.load.OpenLoop;
import io.notifyflow.bench.load.OpenLoop.Step;
import io.notifyflow.bench.load.Payload;
import io.notifyflow.bench.load.StepResult;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.report.LineChart;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** More events than the hub can take: what it accepts, what it refuses, and how soon it is itself again. */
final class OverloadPart {

    private static final List<Double> LOADS = List.of(0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0);
    private static final double NORMAL = 0.5;
    private static final double WORST = 3.0;
    private static final int ROUNDS = 2;
    /** A p99 of less than this is no sign of overload, however low it was before. */
    private static final double UNDISTURBED_MILLIS = 20;

    private final Bench bench;
    private final List<Double> capacity = new ArrayList<>();
    private final Map<Double, List<Outcome>> outcomes = new TreeMap<>();
    private final List<Double> recovery = new ArrayList<>();

    OverloadPart(Bench bench) {
        this.bench = bench;
    }

    /** A step by its figures per second. */
    private record Outcome(
            double offered, double accepted, double refused, double notSent, double broken, double p50, double p99) {

        static Outcome of(StepResult result, double seconds) {
            return new Outcome(
                    result.offered() / seconds,
                    result.accepted() / seconds,
                    result.refused() / seconds,
                    result.notSent() / seconds,
                    result.broken() / seconds,
                    result.acceptedWithin(0.5),
                    result.acceptedWithin(0.99));
        }
    }

    private interface Figure {
        double of(Outcome outcome);
    }

    PartResult measure() {
        try (Rig rig = Rig.start(bench);
                var load = new OpenLoop(
                        rig.hub().events(),
                        rig.keyList("plain", 100),
                        Payload.event(bench.settings()),
                        bench.settings().overloadConnections())) {
            rig.warmUp();
            int rounds = Math.min(bench.settings().rounds(), ROUNDS);
            for (int round = 1; round <= rounds; round++) {
                say("Overload, round %d of %d", round, rounds);
                measureRound(rig, load);
            }
        }
        return PartResult.of("Overload", List.of(), table() + "\n" + summary(), rates(), times());
    }

    private void measureRound(Rig rig, OpenLoop load) {
        rig.database().empty();
        Duration length = bench.settings().measured();
        Wrk.Result full = rig.wrk().events(rig.hub().events(), 64, length, rig.keys("plain", 100));
        capacity.add(full.perSecond());
        say("  capacity: %.0f/s", full.perSecond());
        for (double share : LOADS) {
            clear(rig);
            StepResult result =
                    load.run(new Step(share * full.perSecond(), length)).getFirst();
            Outcome outcome = Outcome.of(result, length.toSeconds());
            outcomes.computeIfAbsent(share, absent -> new ArrayList<>()).add(outcome);
            say(
                    "  offered %.0f/s: accepted %.0f/s, refused %.0f/s, not sent %.0f/s, p99 %.1f ms",
                    outcome.offered(), outcome.accepted(), outcome.refused(), outcome.notSent(), outcome.p99());
        }
        clear(rig);
        recovery.add(recover(load, full.perSecond(), length));
        say("  undisturbed again %.1f s after the overload", recovery.getLast());
    }

    private static void clear(Rig rig) {
        rig.awaitRouted();
        rig.database().empty();
    }

    private double recover(OpenLoop load, double full, Duration length) {
        StepResult after = load.run(new Step(WORST * full, length), new Step(NORMAL * full, length.multipliedBy(2)))
                .getLast();
        double before = Spread.of(figures(NORMAL, Outcome::p99)).median();
        return Recovery.seconds(after, length.toSeconds() * 2.0, Math.max(UNDISTURBED_MILLIS, 2 * before));
    }

    private List<Double> figures(double share, Figure figure) {
        return outcomes.getOrDefault(share, List.of()).stream()
                .map(outcome -> figure.of(outcome))
                .toList();
    }

    private Table table() {
        var table = new Table(
                "offered ÷ capacity",
                "offered/s",
                "accepted/s",
                "refused/s",
                "not sent/s",
                "broken/s",
                "p50 ms",
                "p99 ms");
        outcomes.keySet()
                .forEach(share -> table.row(
                        Double.toString(share),
                        text(share, Outcome::offered, 0),
                        text(share, Outcome::accepted, 0),
                        text(share, Outcome::refused, 0),
                        text(share, Outcome::notSent, 0),
                        text(share, Outcome::broken, 0),
                        text(share, Outcome::p50, 1),
                        text(share, Outcome::p99, 1)));
        return table;
    }

    private String text(double share, Figure figure, int decimals) {
        return Spread.of(figures(share, figure)).text(decimals);
    }

    private Table summary() {
        return Table.ofFigures()
                .row(
                        "capacity: accepted over 64 connections by wrk, events/s",
                        Spread.of(capacity).text(0))
                .row("connections", Integer.toString(bench.settings().overloadConnections()))
                .row(
                        "from an offered load of " + WORST + " down to " + NORMAL
                                + " times the capacity until p99 is normal again, s",
                        Spread.of(recovery).text(1));
    }

    private Picture rates() {
        var chart = LineChart.of("Overload: what becomes of the events", "offered ÷ capacity", "events/s");
        line(chart, "offered", Outcome::offered);
        line(chart, "accepted (202)", Outcome::accepted);
        line(chart, "refused (503, 429)", Outcome::refused);
        line(chart, "not sent", Outcome::notSent);
        return chart.picture("overload");
    }

    private Picture times() {
        var chart = LineChart.of("Overload: time to the 202", "offered ÷ capacity", "ms");
        line(chart, "p50", Outcome::p50);
        line(chart, "p99", Outcome::p99);
        return chart.picture("overload-times");
    }

    private void line(LineChart chart, String label, Figure figure) {
        chart.line(
                label,
                outcomes.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                outcomes.keySet().stream()
                        .mapToDouble(share -> Spread.of(figures(share, figure)).median())
                        .toArray());
    }
}
