package io.notifyflow.bench.hub;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.machine.Loopback;
import io.notifyflow.bench.machine.Machine;
import io.notifyflow.bench.machine.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;

/** A hub as people run it: the packaged jar as a process of its own, with the embedded PostgreSQL. */
public final class Hub implements AutoCloseable {

    private static final String KEY = "bench-first-0123456789abcdef";
    private static final String FIRST_EVENT = "{\"category\":\"sale\",\"title\":\"First\"}";
    private static final int ACCEPTED = 202;
    private static final Duration START = Duration.ofMinutes(3);

    private final Program program;
    private final Path data;
    private final URI base;
    private final long readyAt;
    private final ProcessHandle server;

    private Hub(Program program, Path data, URI base) {
        this.program = program;
        this.data = data;
        this.base = base;
        try (var http = new Http()) {
            http.await(Http.postJson(events(), KEY, FIRST_EVENT), status -> status == ACCEPTED, program, START);
        }
        this.readyAt = System.nanoTime();
        this.server = ProcessHandle.of(postmaster()).orElseThrow();
    }

    /** Starts a hub and waits until it has accepted its first event. */
    public static Hub start(BenchSettings settings, HubLaunch launch, Path data) {
        int port = Loopback.freePort();
        var environment = new HashMap<>(launch.environment());
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("NOTIFYFLOW_DATA_DIR", data.toString());
        environment.put("NOTIFYFLOW_BOOTSTRAP_API_KEY", KEY);
        Path log = settings.output().resolve("hub.log");
        Program program = Program.start(launch.command(), environment, log);
        try {
            return new Hub(program, data, Loopback.address(port));
        } catch (RuntimeException e) {
            program.close();
            throw new BenchFailed(e.getMessage() + "; see " + log, e);
        }
    }

    public URI base() {
        return base;
    }

    public URI events() {
        return base.resolve("/api/v1/events");
    }

    public URI batches() {
        return base.resolve("/api/v1/events/batch");
    }

    public URI sandbox(String path) {
        return base.resolve("/sandbox/" + path);
    }

    /** Adds a destination to the first account. */
    public void addWebhook(String name, URI target) {
        String destination =
                """
                {"name": "%s", "type": "webhook", "settings": {"url": "%s", "secrets": "whsec_%s"}}
                """
                        .formatted(name, target, Base64.getEncoder().encodeToString(new byte[32]));
        try (var http = new Http()) {
            http.post(Http.postJson(base.resolve("/api/v1/destinations"), KEY, destination));
        }
    }

    /** Seconds from the start of the process to the answer to its first event. */
    public double startSeconds() {
        return (readyAt - program.startedAt()) / 1e9;
    }

    /** Seconds since the start of the process. */
    public double secondsSinceStart() {
        return (System.nanoTime() - program.startedAt()) / 1e9;
    }

    /** Seconds since it had accepted its first event. */
    public double secondsSinceReady() {
        return (System.nanoTime() - readyAt) / 1e9;
    }

    private long postmaster() {
        return Long.parseLong(postmasterLine(0));
    }

    public int databasePort() {
        return Integer.parseInt(postmasterLine(3));
    }

    public String databasePassword() {
        try {
            return Files.readString(data.resolve("postgres.password")).strip();
        } catch (IOException e) {
            throw new BenchFailed("The database's password cannot be read: " + e.getMessage(), e);
        }
    }

    private String postmasterLine(int index) {
        try {
            return Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                    .get(index)
                    .strip();
        } catch (IOException e) {
            throw new BenchFailed("The hub's PostgreSQL cannot be found: " + e.getMessage(), e);
        }
    }

    public ProcessorTime processorTime() {
        return ProcessorTime.of(program.pid(), server.pid());
    }

    /** Processor time of another program that uses the hub's server. */
    public ProcessorTime processorTimeWith(long process) {
        return ProcessorTime.of(process, server.pid());
    }

    /** Resident memory of the hub's process in MiB, PostgreSQL not included. */
    public double residentMebibytes() {
        return Machine.residentMebibytes(program.pid());
    }

    /** Ends the hub, which ends its server. */
    @Override
    public void close() {
        program.close();
        if (!Program.endedWithin(server, Duration.ofSeconds(5))) {
            server.destroy();
        }
    }
}
