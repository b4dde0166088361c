package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.springframework.util.FileSystemUtils;

/** Edits of route files: how soon they are live, what fails meanwhile, and what the watching costs. */
final class EditsPart {

    private static final int EDITS = 100;
    private static final int UNDER_LOAD = 50;
    private static final int CONNECTIONS = 32;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration LOAD = Duration.ofSeconds(60);
    private static final Duration AT_REST = Duration.ofSeconds(20);
    private static final String ACCEPT = "pipeline/accept-event.camel.yaml";

    private final Bench bench;
    private final Path routes;
    private double[] quiet = {};
    private double[] loaded = {};
    private double watching;
    private double idle;

    EditsPart(Bench bench) {
        this.bench = bench;
        this.routes = bench.settings().output().resolve("edited-routes");
    }

    PartResult measure() throws IOException {
        FileSystemUtils.deleteRecursively(routes);
        FileSystemUtils.copyRecursively(bench.settings().routes(), routes);
        HubLaunch launch = HubLaunch.of(bench.settings()).with("NOTIFYFLOW_ROUTES_DIR", routes.toString());
        Wrk.Result load;
        try (Rig rig = Rig.start(bench, launch, "data");
                Rig unwatched = Rig.start(bench, launch.with("NOTIFYFLOW_ROUTES_WATCH", "false"), "data-unwatched");
                var http = new Http()) {
            rig.warmUp();
            watching = atRest(rig.hub());
            idle = atRest(unwatched.hub());
            say("  at rest %.0f µs/s, without watching %.0f µs/s", watching, idle);
            quiet = edits(http, rig.hub(), EDITS);
            say("  edit to live p50 %.0f ms, p99 %.0f ms", percentile(quiet, 0.5), percentile(quiet, 0.99));
            CompletableFuture<Wrk.Result> requests = CompletableFuture.supplyAsync(
                    () -> rig.wrk().checked(rig.hub().events(), CONNECTIONS, LOAD, rig.keys("plain", 100), false));
            loaded = editsOfTheBusiestFile(http, rig.hub());
            if (requests.isDone()) {
                throw new BenchFailed("The load ended before the edits did");
            }
            load = requests.join();
        }
        return PartResult.of(
                "Edits of route files", List.of(goal()), table(load).toString());
    }

    private static Goal goal() {
        // wrk fails the part if a single answer is not a 202.
        return Goal.atMost(
                "failed requests while the file that accepts events is edited " + UNDER_LOAD + " times",
                new Spread(0, 0, 0),
                0);
    }

    /** Microseconds of processor time a second. */
    private static double atRest(Hub hub) {
        ProcessorTime before = hub.processorTime();
        long began = System.nanoTime();
        LockSupport.parkNanos(AT_REST.toNanos());
        return hub.processorTime().since(before).hub() / ((System.nanoTime() - began) / 1e9);
    }

    private double[] edits(Http http, Hub hub, int count) throws IOException {
        Path file = routes.resolve("probe.camel.yaml");
        URI address = hub.events().resolve("/probe");
        var millis = new double[count];
        for (int edit = 0; edit < count; edit++) {
            String answer = "edit-" + edit;
            long began = System.nanoTime();
            Files.writeString(file, probe(answer));
            await(() -> http.get(address).contains(answer), "probe.camel.yaml");
            millis[edit] = (System.nanoTime() - began) / 1e6;
        }
        return millis;
    }

    private double[] editsOfTheBusiestFile(Http http, Hub hub) throws IOException {
        Path file = routes.resolve(ACCEPT);
        String shipped = Files.readString(file);
        URI live = hub.events().resolve("/probe");
        var millis = new double[UNDER_LOAD];
        for (int edit = 0; edit < UNDER_LOAD; edit++) {
            // The probe follows in the same look, and tells that it was taken.
            String answer = "busy-" + edit;
            long began = System.nanoTime();
            Files.writeString(file, shipped + "# edit " + edit + "\n");
            Files.writeString(routes.resolve("probe.camel.yaml"), probe(answer));
            await(() -> http.get(live).contains(answer), ACCEPT);
            millis[edit] = (System.nanoTime() - began) / 1e6;
        }
        return millis;
    }

    private interface Question {
        boolean holds();
    }

    private static void await(Question question, String file) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!question.holds()) {
            if (System.nanoTime() > until) {
                throw new BenchFailed("The edit of " + file + " was not live within " + LIMIT);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static String probe(String answer) {
        return """
                - route:
                    id: bench.probe
                    routeConfigurationId: http
                    from:
                      uri: platform-http:/probe
                      steps:
                        - setBody:
                            constant: %s
                """
                .formatted(answer);
    }

    private static double percentile(double[] millis, double share) {
        return Spread.percentile(millis, share);
    }

    private Table table(Wrk.Result load) {
        return Table.ofFigures()
                .row("edit to live, " + EDITS + " edits: p50, p99, ms", pair(quiet))
                .row("the same under load, " + UNDER_LOAD + " edits of two files: p50, p99, ms", pair(loaded))
                .row(
                        "events accepted meanwhile over " + CONNECTIONS + " connections, none refused",
                        Spread.number(load.requests(), 0) + " (p99 " + Spread.number(load.p99(), 2) + " ms)")
                .row(
                        "processor time of a hub at rest, watching; not watching: µs a second",
                        Spread.number(watching, 0) + "; " + Spread.number(idle, 0));
    }

    private static String pair(double[] millis) {
        return Spread.number(percentile(millis, 0.5), 0) + ", " + Spread.number(percentile(millis, 0.99), 0);
    }
}
