package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.load.Arrivals;
import io.notifyflow.bench.load.PacedClient;
import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.load.Sink;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.LineChart;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How long an event is under way while the hub has time: to its 202, to the sandbox, and to another process. */
final class LatencyPart {

    private static final int PER_SECOND = 200;
    private static final int PER_SECOND_OF_WARM_UP = 5_000;
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final double[] SHARES = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999};

    private final Bench bench;
    /** Times the length of a measurement: until then the JVM compiles anew what it had compiled for full load. */
    private static final int SETTLING_IN = 3;

    private final List<Sample> inserts = new ArrayList<>();
    private final List<Sample> insertsOutside = new ArrayList<>();
    private final Times overhead = new Times();
    private final Times early = new Times();
    private final Times accepted = new Times();
    private final Times delivered = new Times();
    private final Times deliveredOutside = new Times();

    LatencyPart(Bench bench) {
        this.bench = bench;
    }

    /** The times of all rounds, round by round. */
    private static final class Times {
        final List<double[]> rounds = new ArrayList<>();

        void add(double[] millis) {
            rounds.add(millis);
        }

        List<Double> each(double share) {
            return rounds.stream()
                    .map(millis -> Spread.percentile(millis, share))
                    .toList();
        }

        Spread spread(double share) {
            return Spread.of(each(share));
        }

        double[] all() {
            return rounds.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }

    /** One hub after the other: what an idle one does now and then would be seen in the other's p99. */
    PartResult measure() {
        try (Sink sink = Sink.start("\"embeds\"")) {
            warmUpClient(sink);
            try (Rig rig = Rig.start(bench, keepingMessages(), "data")) {
                settleIn(rig);
                rounds("sandbox", delivered, () -> {
                    inserts.add(rig.baseline(1));
                    overhead.add(sendTo(sink, PER_SECOND).answered());
                    measureInside(rig);
                });
            }
            try (Rig rig = Rig.start(bench, sendingTo(sink), "data-outside")) {
                rig.warmUpDelivering();
                send(rig, longer());
                rounds("in Discord's place", deliveredOutside, () -> {
                    insertsOutside.add(rig.baseline(1));
                    measureOutside(rig, sink);
                });
            }
        }
        return PartResult.of("Latency at " + PER_SECOND + " events a second", goals(), table().toString(), picture());
    }

    /** The client's own JVM must have compiled what it runs, or its compiler would be seen in the hub's p99. */
    private void warmUpClient(Sink sink) {
        sendTo(sink, PER_SECOND_OF_WARM_UP);
    }

    private PacedClient.Sent sendTo(Sink sink, int perSecond) {
        return new PacedClient(sink.address().resolve("/accepted"), List.of("none"), perSecond)
                .send(bench.settings().paced());
    }

    private void rounds(String place, Times times, Runnable measurement) {
        for (int round = 1; round <= bench.settings().rounds(); round++) {
            say("Latency, %s, round %d of %d", place, round, bench.settings().rounds());
            measurement.run();
            say("  p50 %.2f ms, p99 %.2f ms", last(times, 0.5), last(times, 0.99));
        }
    }

    private void settleIn(Rig rig) {
        rig.warmUpDelivering();
        settle(rig);
        Arrivals.clear(rig.hub());
        PacedClient.Sent sent = send(rig, longer());
        early.add(Arrivals.atSandbox(rig.hub(), sent));
        say("  at first: p50 %.2f ms, p99 %.2f ms", last(early, 0.5), last(early, 0.99));
    }

    private Duration longer() {
        return bench.settings().paced().multipliedBy(SETTLING_IN);
    }

    /** As Discord is called: within the limit of all webhooks, which is set out of reach. */
    private HubLaunch sendingTo(Sink sink) {
        return HubLaunch.of(bench.settings())
                .with("NOTIFYFLOW_DISCORD_API_BASE", sink.address() + "/api/v10")
                .with("NOTIFYFLOW_DISCORD_WEBHOOKCALLSPERSECOND", "10000");
    }

    /** The sandbox tells when each message came, so it must keep all of the longest load's. */
    private HubLaunch keepingMessages() {
        return HubLaunch.of(bench.settings())
                .with("NOTIFYFLOW_SANDBOX_KEEP", String.valueOf(PER_SECOND * longer().toSeconds()))
                .with("NOTIFYFLOW_SANDBOX_KEEPSIZE", "256MB");
    }

    private PacedClient.Sent send(Rig rig, Duration length) {
        return new PacedClient(rig.hub().events(), rig.keyList("sandbox", 100), PER_SECOND).send(length);
    }

    private void measureInside(Rig rig) {
        settle(rig);
        Arrivals.clear(rig.hub());
        PacedClient.Sent sent = send(rig, bench.settings().paced());
        delivered.add(Arrivals.atSandbox(rig.hub(), sent));
        accepted.add(sent.answered());
    }

    private void measureOutside(Rig rig, Sink sink) {
        settle(rig);
        var arrivals = new Arrivals.AtSink(
                sink, PER_SECOND * (int) bench.settings().paced().toSeconds());
        deliveredOutside.add(arrivals.since(send(rig, bench.settings().paced())));
    }

    /** What follows the emptying does not count: PostgreSQL then plans each statement anew. */
    private void settle(Rig rig) {
        awaitSettled(rig);
        rig.database().empty();
        send(rig, SETTLING);
        awaitSettled(rig);
    }

    private static void awaitSettled(Rig rig) {
        if (!rig.database().awaitSettled(Rig.ROUTING)) {
            throw new BenchFailed("What is to be delivered was not within " + Rig.ROUTING);
        }
    }

    private static double last(Times times, double share) {
        return times.each(share).getLast();
    }

    /** Divided by the baseline of the same round. */
    private static Spread perInsert(Times times, List<Sample> inserts, double share) {
        List<Double> millis = times.each(share);
        return Spread.of(IntStream.range(0, millis.size())
                .mapToObj(round -> millis.get(round) / inserts.get(round).p50())
                .toList());
    }

    private Spread tail(Times times) {
        List<Double> typical = times.each(0.5);
        List<Double> late = times.each(0.99);
        return Spread.of(IntStream.range(0, late.size())
                .mapToObj(round -> late.get(round) / typical.get(round))
                .toList());
    }

    private List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        "accept → sandbox p50 at " + PER_SECOND + " events/s ÷ p50 of an INSERT by 1 client",
                        perInsert(delivered, inserts, 0.5),
                        10),
                Goal.atMost("its p99 ÷ its p50", tail(delivered), 4));
    }

    private Table table() {
        var table = new Table("from sending, ms", "p50", "p99", "p50 ÷ p50 of an INSERT", "p99 ÷ p50");
        table.row(
                "one INSERT by one client (pgbench)",
                Sample.spread(inserts, Sample::p50).text(2),
                Sample.spread(inserts, Sample::p99).text(2),
                "1",
                Sample.ratio(inserts, Sample::p99, inserts, Sample::p50).text(1));
        row(table, "the client itself: to a server that answers at once", overhead, inserts);
        row(table, "to the 202", accepted, inserts);
        row(table, "to the sandbox in the hub", delivered, inserts);
        row(table, "the same, at first after a high load", early, inserts);
        row(table, "to a server in Discord's place, paced as Discord is", deliveredOutside, insertsOutside);
        return table;
    }

    private void row(Table table, String name, Times times, List<Sample> inserts) {
        table.row(
                name,
                times.spread(0.5).text(2),
                times.spread(0.99).text(2),
                perInsert(times, inserts, 0.5).text(1),
                tail(times).text(1));
    }

    private Picture picture() {
        var chart = LineChart.logarithmic(
                "Time under way at " + PER_SECOND + " events a second", "ms since sending", "% of the events");
        curve(chart, "202", accepted);
        curve(chart, "sandbox", delivered);
        curve(chart, "in Discord's place", deliveredOutside);
        curve(chart, "the client itself", overhead);
        return chart.picture("latency");
    }

    private static void curve(LineChart chart, String label, Times times) {
        double[] all = times.all();
        chart.line(
                label,
                DoubleStream.of(SHARES)
                        .map(share -> Spread.percentile(all, share))
                        .toArray(),
                DoubleStream.of(SHARES).map(share -> share * 100).toArray());
    }
}
