package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.LineChart;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Accepting and delivering at the same time, for long enough that a queue which grows is seen to. */
final class DeliveredPart {

    private static final int CONNECTIONS = 64;
    /** They are long. */
    private static final int ROUNDS = 2;

    private final Bench bench;
    private final List<Sample> acceptedOnly = new ArrayList<>();
    private final List<Double> accepted = new ArrayList<>();
    private final List<Double> delivered = new ArrayList<>();
    private final List<Double> growth = new ArrayList<>();
    private final List<Double> longest = new ArrayList<>();
    private final List<Double> micros = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();
    private final List<List<Long>> queues = new ArrayList<>();

    DeliveredPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        int rounds = Math.min(bench.settings().rounds(), ROUNDS);
        for (int round = 1; round <= rounds; round++) {
            say("Delivered, round %d of %d", round, rounds);
            // A hub of its own for each: the backlog that the last one may have left cannot be told from the next.
            try (Rig rig = Rig.start(bench)) {
                rig.warmUpDelivering();
                acceptedOnly.add(rig.accept(Scenario.MANY));
                measureRound(rig);
            }
        }
        return PartResult.of(
                "Accepting and delivering for " + bench.settings().sustained().toSeconds() + " s",
                goals(),
                table().toString(),
                picture());
    }

    private void measureRound(Rig rig) {
        rig.database().empty();
        Path keys = rig.keys("sandbox", 100);
        long seconds = bench.settings().sustained().toSeconds();
        ProcessorTime begun = rig.hub().processorTime();
        Wrk.Result result;
        List<Long> queue;
        long arrived;
        try (var watch = QueueWatch.start(rig.hub())) {
            result = rig.wrk()
                    .events(rig.hub().events(), CONNECTIONS, bench.settings().sustained(), keys);
            arrived = rig.database().delivered();
            queue = watch.lengths();
        }
        ProcessorTime used = rig.hub().processorTime().since(begun);
        Rig.requireStored(rig.database().events(), result.requests(), CONNECTIONS);
        accepted.add(result.perSecond());
        delivered.add((double) arrived / seconds);
        growth.add(100 * growthPerSecond(queue) / result.perSecond());
        longest.add((double) queue.stream().mapToLong(Long::longValue).max().orElse(0));
        micros.add((used.hub() + used.postgres()) / Math.max(1, arrived));
        p99.add(result.p99());
        queues.add(queue);
        say("  accepted %.0f/s, delivered %.0f/s", result.perSecond(), delivered.getLast());
    }

    /** From the middle third to the last one; the first is the start. */
    private static double growthPerSecond(List<Long> queue) {
        int third = queue.size() / 3;
        if (third == 0) {
            return 0;
        }
        double middle = mean(queue.subList(third, 2 * third));
        double last = mean(queue.subList(queue.size() - third, queue.size()));
        return (last - middle) / third;
    }

    private static double mean(List<Long> lengths) {
        return lengths.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    /** Divided by what the same hub accepted just before. */
    private Spread ratio(List<Double> perSecond) {
        return Spread.of(IntStream.range(0, perSecond.size())
                .mapToObj(
                        round -> perSecond.get(round) / acceptedOnly.get(round).perSecond())
                .toList());
    }

    private List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        "accepted and delivered to an unthrottled sandbox, sustained for "
                                + bench.settings().sustained().toSeconds() + " s ÷ accepted only",
                        ratio(delivered),
                        0.7),
                Goal.atMost("growth of its queue, % of what is accepted", Spread.of(growth), 1));
    }

    private Table table() {
        return Table.ofFigures()
                .row(
                        "accepted only, events/s",
                        Sample.spread(acceptedOnly, Sample::perSecond).text(0))
                .row("accepted while delivering, events/s", Spread.of(accepted).text(0))
                .row("delivered meanwhile, events/s", Spread.of(delivered).text(0))
                .row("accepted ÷ accepted only", ratio(accepted).text(2))
                .row("delivered ÷ accepted only", ratio(delivered).text(2))
                .row("accept p99 meanwhile, ms", Spread.of(p99).text(1))
                .row("longest queue, events", Spread.of(longest).text(0))
                .row("its growth, % of what is accepted", Spread.of(growth).text(1))
                .row(
                        "processor time for one event delivered, hub, sandbox and PostgreSQL, µs",
                        Spread.of(micros).text(0));
    }

    private Picture picture() {
        var chart = LineChart.of("Events that wait for routing or delivery", "s", "events");
        for (int round = 0; round < queues.size(); round++) {
            List<Long> queue = queues.get(round);
            chart.line(
                    "round " + (round + 1),
                    IntStream.rangeClosed(1, queue.size()).asDoubleStream().toArray(),
                    queue.stream().mapToDouble(Long::doubleValue).toArray());
        }
        return chart.picture("queue");
    }
}
