package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.machine.Loopback;
import io.notifyflow.bench.machine.Program;
import io.notifyflow.bench.plain.PlainApplication;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The plain Spring MVC application as a process of its own, on the hub's PostgreSQL server. */
final class PlainServer implements AutoCloseable {

    static final int CONNECTIONS = 64;
    private static final Duration START = Duration.ofMinutes(1);
    private static final int ACCEPTED = 202;

    private final Bench bench;
    private final Rig rig;
    private final Program program;
    private final URI events;

    private PlainServer(Bench bench, Rig rig, Program program, URI events) {
        this.bench = bench;
        this.rig = rig;
        this.program = program;
        this.events = events;
    }

    /** With the libraries inside the jar that is measured, and the options of the hub's JVM. */
    static PlainServer start(Bench bench, Rig rig) {
        BenchSettings settings = bench.settings();
        int port = Loopback.freePort();
        List<String> command = new ArrayList<>(List.of(Program.java()));
        command.addAll(settings.jvmOptions());
        command.addAll(List.of(
                "-Dloader.path=" + settings.classes(),
                "-Dloader.main=" + PlainApplication.class.getName(),
                "-classpath",
                settings.jar().toString(),
                "org.springframework.boot.loader.launch.PropertiesLauncher"));
        Map<String, String> environment = Map.of(
                "PLAIN_PORT",
                Integer.toString(port),
                // What the libraries in the jar look for, though this application has no use for it.
                "NOTIFYFLOW_ROUTES_DIR",
                settings.routes().toString(),
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:" + rig.hub().databasePort() + "/notifyflow",
                "SPRING_DATASOURCE_USERNAME",
                "notifyflow",
                "SPRING_DATASOURCE_PASSWORD",
                rig.hub().databasePassword());
        Program program = Program.start(command, environment, settings.output().resolve("plain.log"));
        URI events = Loopback.address(port).resolve("/events");
        try (var http = new Http()) {
            String key = rig.keyList("plain", 1).getFirst();
            http.await(
                    Http.postJson(events, key, "{\"category\":\"sale\"}"),
                    status -> status == ACCEPTED,
                    program,
                    START);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
        return new PlainServer(bench, rig, program, events);
    }

    void warmUp() {
        Path keys = rig.keys("plain", 100);
        rig.wrk().checked(events, CONNECTIONS, Duration.ofSeconds(2), keys, false);
        rig.wrk().events(events, CONNECTIONS, bench.settings().warmUp(), keys);
        rest();
    }

    private void rest() {
        try (var http = new Http()) {
            http.await(
                    Http.postJson(events.resolve("/rest"), "none", "{}"),
                    status -> status == ACCEPTED,
                    program,
                    Duration.ofDays(1));
        }
    }

    Sample measure() {
        // Opens its connections again.
        rig.wrk().events(events, CONNECTIONS, Duration.ofSeconds(2), rig.keys("plain", 100));
        rig.database().empty();
        ProcessorTime begun = rig.hub().processorTimeWith(program.pid());
        Wrk.Result result =
                rig.wrk().events(events, CONNECTIONS, bench.settings().measured(), rig.keys("plain", 100));
        ProcessorTime used = rig.hub().processorTimeWith(program.pid()).since(begun);
        long stored = rig.database().plainEvents();
        Rig.requireStored(stored, result.requests(), CONNECTIONS);
        rest();
        say("  Spring MVC, %d connections: %.0f/s", CONNECTIONS, result.perSecond());
        return new Sample(
                result.perSecond(), result.p50(), result.p99(), used.hub() / stored, used.postgres() / stored);
    }

    @Override
    public void close() {
        program.close();
    }
}
