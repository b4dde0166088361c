package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.report.BarChart;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Single events, over few and many connections, beside the baseline and a plain Spring MVC application. */
final class AcceptPart {

    private static final String BASELINE = "baseline: one INSERT per transaction";
    private static final String PLAIN = "Spring MVC: INSERT + UPDATE per request";

    private final Bench bench;
    /** Samples of the baseline by its number of clients. */
    private final Map<Integer, List<Sample>> baseline = new TreeMap<>();

    private final Map<Scenario, List<Sample>> hub = new EnumMap<>(Scenario.class);
    private final List<Sample> plain = new ArrayList<>();

    AcceptPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        try (Rig rig = Rig.start(bench);
                var application = PlainServer.start(bench, rig)) {
            rig.warmUp();
            application.warmUp();
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                say("Accepting, round %d of %d", round, bench.settings().rounds());
                measureRound(rig, application);
            }
        }
        return PartResult.of(
                "Accepting single events",
                goals(),
                rates() + "\nProcessor time for one event, µs:\n\n" + processorTime(),
                picture());
    }

    private void measureRound(Rig rig, PlainServer application) {
        int clients = 0;
        for (Scenario scenario : Scenario.values()) {
            if (scenario.clients != clients) {
                clients = scenario.clients;
                baseline.computeIfAbsent(clients, absent -> new ArrayList<>()).add(rig.baseline(clients));
            }
            hub.computeIfAbsent(scenario, absent -> new ArrayList<>()).add(rig.accept(scenario));
        }
        plain.add(application.measure());
    }

    private List<Sample> hub(Scenario scenario) {
        return hub.getOrDefault(scenario, List.of());
    }

    private List<Sample> baseline(int clients) {
        return baseline.getOrDefault(clients, List.of());
    }

    /** The hub's figure divided by the baseline's of the same round. */
    private Spread ratio(Scenario scenario, Sample.Figure figure) {
        return Sample.ratio(hub(scenario), figure, baseline(scenario.clients), figure);
    }

    private Spread hotRatio() {
        return Sample.ratio(hub(Scenario.HOT_ACCOUNT), Sample::perSecond, hub(Scenario.MANY), Sample::perSecond);
    }

    private Spread plainRatio() {
        return Sample.ratio(hub(Scenario.MANY), Sample::perSecond, plain, Sample::perSecond);
    }

    private List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        "single POSTs accepted at 64 connections over 100 accounts ÷ baseline",
                        ratio(Scenario.MANY, Sample::perSecond),
                        1.2),
                Goal.atMost(
                        "processor time for one of them, hub and PostgreSQL ÷ PostgreSQL's for one INSERT of the baseline",
                        ratio(Scenario.MANY, Sample::micros),
                        1.0),
                Goal.atLeast("one hot account ÷ 100 accounts", hotRatio(), 0.95),
                Goal.atLeast("the same POSTs ÷ a plain Spring MVC controller", plainRatio(), 4),
                Goal.atMost(
                        "accept p99 at 8 connections ÷ p99 of an INSERT by 8 clients",
                        ratio(Scenario.EIGHT, Sample::p99),
                        3));
    }

    private Table rates() {
        var table = new Table("", "connections", "events/s", "÷ baseline", "p50 ms", "p99 ms");
        baseline.forEach((clients, samples) -> rate(table, BASELINE, clients, samples, samples));
        hub.forEach((scenario, samples) ->
                rate(table, scenario.title, scenario.connections, samples, baseline(scenario.clients)));
        rate(table, PLAIN, PlainServer.CONNECTIONS, plain, baseline(Scenario.MANY.clients));
        return table;
    }

    private static void rate(Table table, String name, int connections, List<Sample> samples, List<Sample> compared) {
        table.row(
                name,
                Integer.toString(connections),
                Sample.spread(samples, Sample::perSecond).text(0),
                Sample.ratio(samples, Sample::perSecond, compared, Sample::perSecond)
                        .text(2),
                Sample.spread(samples, Sample::p50).text(2),
                Sample.spread(samples, Sample::p99).text(2));
    }

    private Table processorTime() {
        var table = new Table("", "connections", "program", "PostgreSQL", "together", "÷ baseline");
        baseline.forEach((clients, samples) -> micros(table, BASELINE, clients, samples, samples));
        hub.forEach((scenario, samples) ->
                micros(table, scenario.title, scenario.connections, samples, baseline(scenario.clients)));
        micros(table, PLAIN, PlainServer.CONNECTIONS, plain, baseline(Scenario.MANY.clients));
        return table;
    }

    private static void micros(Table table, String name, int connections, List<Sample> samples, List<Sample> compared) {
        table.row(
                name,
                Integer.toString(connections),
                Sample.spread(samples, Sample::hubMicros).text(0),
                Sample.spread(samples, Sample::postgresMicros).text(0),
                Sample.spread(samples, Sample::micros).text(0),
                Sample.ratio(samples, Sample::micros, compared, Sample::micros).text(2));
    }

    private Picture picture() {
        var chart = new BarChart("Events accepted a second ÷ single-row INSERTs a second (pgbench, same server)");
        chart.compared("pgbench, 32 clients", new Spread(1, 1, 1), 2);
        hub.forEach((scenario, samples) -> {
            String label = scenario.title + ", " + scenario.connections
                    + (scenario.connections == 1 ? " connection" : " connections");
            Spread ratio = ratio(scenario, Sample::perSecond);
            if (scenario == Scenario.MANY) {
                chart.bar(label, ratio, 2, 1.2);
            } else {
                chart.bar(label, ratio, 2);
            }
        });
        chart.compared(
                "Spring MVC, " + PlainServer.CONNECTIONS + " connections",
                Sample.ratio(plain, Sample::perSecond, baseline(Scenario.MANY.clients), Sample::perSecond),
                2);
        return chart.picture("accept");
    }
}
