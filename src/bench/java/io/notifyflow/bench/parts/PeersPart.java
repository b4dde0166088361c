package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.load.Sink;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Commands;
import io.notifyflow.bench.machine.Loopback;
import io.notifyflow.bench.peers.Alertmanager;
import io.notifyflow.bench.peers.NodeRed;
import io.notifyflow.bench.peers.Peer;
import io.notifyflow.bench.report.BarChart;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The same event for programs that people use today, and the same sink behind all of them. */
final class PeersPart {

    private static final List<Integer> CONNECTIONS = List.of(8, 64);
    private static final String HUB = "NotifyFlow: stored durably, 202";
    private static final String HUB_DELIVERING =
            "NotifyFlow: stored durably, 202; sent to the sink as Discord messages meanwhile";
    private static final String HUB_SIGNING =
            "NotifyFlow: stored durably, 202; each sent to the sink as a signed webhook meanwhile";
    private static final String NODE_RED = "Node-RED: 202, nothing else";
    private static final String NODE_RED_PASSING = "Node-RED: sent to the sink, then 202; not stored";
    private static final String ALERTMANAGER = "Alertmanager: kept in memory, 200; sent to the sink meanwhile";

    /** The destination at the sink, and the accounts that have one like it. */
    private static final String SINK = "sink";

    private final Bench bench;
    private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    PeersPart(Bench bench) {
        this.bench = bench;
    }

    /**
     * A run of wrk.
     *
     * @param atSink events a second that the sink got meanwhile
     */
    private record Outcome(int connections, double perSecond, double p50, double p99, double atSink) {}

    private interface Figure {
        double of(Outcome outcome);
    }

    PartResult measure() {
        BenchSettings settings = bench.settings();
        Commands commands = bench.commands();
        try (Sink sink = Sink.start("Order 81726");
                Sink alerts = Sink.start("\"fingerprint\"")) {
            NodeRed nodeRed = usable("Node-RED", () -> {
                NodeRed installed = NodeRed.install(settings, commands);
                installed.start("/answer", sink).close();
                return installed;
            });
            Alertmanager alertmanager = usable("Alertmanager", () -> {
                Alertmanager installed = Alertmanager.install(settings, commands);
                installed.start(alerts).close();
                remarks.add("Alertmanager " + installed.version(commands) + ".");
                return installed;
            });
            measure(sink, alerts, nodeRed, alertmanager);
        }
        return PartResult.of(
                "Beside programs that are used today",
                List.of(),
                table() + "\n" + String.join("\n", remarks) + "\n",
                picture());
    }

    private void measure(Sink sink, Sink alerts, @Nullable NodeRed nodeRed, @Nullable Alertmanager alertmanager) {
        int rounds = bench.settings().rounds();
        try (Rig rig = Rig.start(bench, sendingTo(sink), "data")) {
            rig.hub().addWebhook(SINK, sink.address().resolve("/hook"));
            rig.database().addDelivering(SINK, SINK);
            rig.warmUpDelivering();
            rig.warmUpDelivering(SINK);
            for (int round = 1; round <= rounds; round++) {
                say("Peers, round %d of %d", round, rounds);
                measureHub(rig, sink);
                if (nodeRed != null) {
                    measureNodeRed(nodeRed, rig.wrk(), sink, rig.keys("plain", 1));
                }
                if (alertmanager != null) {
                    measureAlertmanager(alertmanager, rig.wrk(), alerts);
                }
            }
        }
    }

    private HubLaunch sendingTo(Sink sink) {
        return HubLaunch.of(bench.settings())
                .with("NOTIFYFLOW_OUTBOUND_ALLOW", Loopback.HOST)
                .with("NOTIFYFLOW_DISCORD_API_BASE", sink.address() + "/api/v10")
                .with("NOTIFYFLOW_DISCORD_WEBHOOKCALLSPERSECOND", "10000");
    }

    /** None where it cannot be installed or started here, which the report then says. */
    private <T> @Nullable T usable(String name, Supplier<T> installation) {
        try {
            return installation.get();
        } catch (BenchFailed e) {
            say("  %s is left out: %s", name, e.reason());
            remarks.add(
                    name + " was left out: " + e.reason().lines().findFirst().orElse("") + ".");
            return null;
        }
    }

    private void measureHub(Rig rig, Sink sink) {
        for (int connections : CONNECTIONS) {
            rig.database().empty();
            measure(HUB, connections, sink, events(rig, connections, rig.keys("plain", 100)));
            rig.awaitRouted();
        }
        measureDelivering(HUB_DELIVERING, "sandbox", rig, sink);
        measureDelivering(HUB_SIGNING, SINK, rig, sink);
        rig.database().empty();
    }

    private void measureDelivering(String name, String accounts, Rig rig, Sink sink) {
        for (int connections : CONNECTIONS) {
            rig.database().empty();
            measure(name, connections, sink, events(rig, connections, rig.keys(accounts, 100)));
            // What is left is thrown away after as long again.
            var unused = rig.database().awaitSettled(bench.settings().measured());
        }
    }

    private Supplier<Wrk.Result> events(Rig rig, int connections, Path keys) {
        return () -> rig.wrk().events(rig.hub().events(), connections, length(), keys);
    }

    private void measureNodeRed(NodeRed nodeRed, Wrk wrk, Sink sink, Path keys) {
        try (Peer peer = nodeRed.start("/answer", sink)) {
            for (int connections : CONNECTIONS) {
                measure(NODE_RED, connections, sink, () -> wrk.events(peer.target(), connections, length(), keys));
            }
        }
        try (Peer peer = nodeRed.start("/pass", sink)) {
            for (int connections : CONNECTIONS) {
                measure(
                        NODE_RED_PASSING,
                        connections,
                        sink,
                        () -> wrk.events(peer.target(), connections, length(), keys));
            }
        }
    }

    /** A new one for each: it forgets no alert for some minutes. */
    private void measureAlertmanager(Alertmanager alertmanager, Wrk wrk, Sink sink) {
        for (int connections : CONNECTIONS) {
            try (Peer peer = alertmanager.start(sink)) {
                measure(ALERTMANAGER, connections, sink, () -> wrk.alerts(peer.target(), connections, length()));
            }
        }
    }

    private Duration length() {
        return bench.settings().measured();
    }

    private void measure(String name, int connections, Sink sink, Supplier<Wrk.Result> load) {
        long before = sink.events();
        Wrk.Result result = load.get();
        double atSink = (double) (sink.events() - before) / length().toSeconds();
        outcomes.computeIfAbsent(name, absent -> new ArrayList<>())
                .add(new Outcome(connections, result.perSecond(), result.p50(), result.p99(), atSink));
        say("  %s, %d connections: %.0f/s", name, connections, result.perSecond());
    }

    private Spread spread(String name, int connections, Figure figure) {
        return Spread.of(outcomes.getOrDefault(name, List.of()).stream()
                .filter(outcome -> outcome.connections() == connections)
                .map(outcome -> figure.of(outcome))
                .toList());
    }

    private Table table() {
        var table = new Table("", "connections", "answered/s", "p50 ms", "p99 ms", "at the sink, events/s");
        for (String name : outcomes.keySet()) {
            for (int connections : CONNECTIONS) {
                table.row(
                        name,
                        Integer.toString(connections),
                        spread(name, connections, Outcome::perSecond).text(0),
                        spread(name, connections, Outcome::p50).text(2),
                        spread(name, connections, Outcome::p99).text(2),
                        spread(name, connections, Outcome::atSink).text(0));
            }
        }
        return table;
    }

    private Picture picture() {
        var chart = new BarChart("Events answered a second, 64 connections");
        for (String name : outcomes.keySet()) {
            Spread value = spread(name, 64, Outcome::perSecond);
            String label = name.replaceAll("; (?:each )?sent to the sink as (?:a )?(.*) meanwhile", ", $1")
                    .replaceAll("; sent to the sink meanwhile", ", sent on");
            if (name.startsWith("NotifyFlow")) {
                chart.bar(label, value, 0);
            } else {
                chart.compared(label, value, 0);
            }
        }
        return chart.picture("peers");
    }
}
