package io.notifyflow.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A hub as people run it: the packaged jar as a process of its own, with the embedded PostgreSQL. */
final class Hub implements AutoCloseable {

    private static final String KEY = "bench-first-0123456789abcdef";
    private static final String FIRST_EVENT = "{\"category\":\"sale\",\"title\":\"First\"}";
    private static final int ACCEPTED = 202;
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Process process;
    private final Path data;
    private final URI base;
    private final Duration startTime;
    private final long readyAt;
    private final ProcessHandle server;

    private Hub(Process process, Path data, URI base, long started) {
        this.process = process;
        this.data = data;
        this.base = base;
        this.startTime = awaitFirstEvent(started);
        this.readyAt = System.nanoTime();
        this.server = ProcessHandle.of(postmaster()).orElseThrow();
    }

    /** Starts a hub and waits until it has accepted its first event. */
    static Hub start(BenchSettings settings, Path data, Path log, Map<String, String> environment) {
        try {
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(settings.jvmOptions());
            command.addAll(List.of("-jar", settings.jar().toString()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            prepare(builder, settings, data, port);
            builder.environment().putAll(environment);
            long started = System.nanoTime();
            Process process = builder.start();
            Cleanup.onExit(process::destroy);
            try {
                return new Hub(process, data, loopback(port), started);
            } catch (RuntimeException e) {
                end(process);
                throw new BenchFailed(e.getMessage() + "; see " + log, e);
            }
        } catch (IOException e) {
            throw new BenchFailed("The hub cannot be started: " + e.getMessage(), e);
        }
    }

    /** Nothing of the caller's own configuration may reach the hub: it could name a database or a bot that is in use. */
    private static void prepare(ProcessBuilder builder, BenchSettings settings, Path data, int port) {
        var environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("NOTIFYFLOW_")
                        || name.startsWith("SPRING_")
                        || name.startsWith("SERVER_")
                        || name.startsWith("CAMEL_")
                        || name.startsWith("MANAGEMENT_")
                        || name.startsWith("LOGGING_")
                        || name.startsWith("DATABASE_")
                        || name.endsWith("JAVA_OPTIONS")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("NOTIFYFLOW_DATA_DIR", data.toString());
        environment.put("NOTIFYFLOW_ROUTES_DIR", settings.routes().toString());
        environment.put("NOTIFYFLOW_BOOTSTRAP_API_KEY", KEY);
        // A limit that is counted, and out of reach.
        environment.put("NOTIFYFLOW_PLANS_BENCH_MONTHLYEVENTS", "1000000000");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static URI loopback(int port) {
        InetAddress address = InetAddress.getLoopbackAddress();
        if (!address.getHostAddress().equals("127.0.0.1")) {
            throw new BenchFailed("Load is sent to 127.0.0.1 only, and this machine's loopback address is "
                    + address.getHostAddress());
        }
        return URI.create("http://" + address.getHostAddress() + ":" + port);
    }

    private Duration awaitFirstEvent(long started) {
        HttpRequest event = HttpRequest.newBuilder(events())
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(FIRST_EVENT))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (System.nanoTime() - started < START.toNanos()) {
                if (!process.isAlive()) {
                    throw new BenchFailed("The hub ended while it started");
                }
                if (accepted(client, event)) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new BenchFailed("The hub accepted no event within " + START);
    }

    private static boolean accepted(HttpClient client, HttpRequest event) {
        try {
            return client.send(event, HttpResponse.BodyHandlers.discarding()).statusCode() == ACCEPTED;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the hub started", e);
        }
    }

    URI events() {
        return base.resolve("/api/v1/events");
    }

    URI sandboxMessages() {
        return base.resolve("/sandbox/messages");
    }

    /** From the start of the process to the answer to its first event. */
    Duration startTime() {
        return startTime;
    }

    /** When it had accepted its first event, as {@link System#nanoTime}. */
    long readyAt() {
        return readyAt;
    }

    long postmaster() {
        return Long.parseLong(postmasterLine(0));
    }

    int databasePort() {
        return Integer.parseInt(postmasterLine(3));
    }

    String databasePassword() {
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

    ProcessorTime processorTime() {
        return ProcessorTime.of(process.pid(), server.pid());
    }

    /** Resident memory of the hub's process in MiB, PostgreSQL not included. */
    double residentMebibytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new BenchFailed("The hub has ended"));
        } catch (IOException e) {
            throw new BenchFailed("The hub has ended: " + e.getMessage(), e);
        }
    }

    /** Ends the hub, which ends its server; what does not end in time is killed, each by its id. */
    @Override
    public void close() {
        end(process);
        if (!endedWithin(server, Duration.ofSeconds(5))) {
            server.destroy();
        }
    }

    private static void end(Process process) {
        process.destroy();
        if (!endedWithin(process.toHandle(), STOP)) {
            process.destroyForcibly();
        }
    }

    private static boolean endedWithin(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }
}
