package io.notifyflow.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server process of one cluster: starts it, stops it, and takes over from one that a killed hub left behind. */
final class PostgresServer {

    static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

    /** Long enough to replay the largest log on a slow disk; a server that fails is noticed at once. */
    private static final String START_SECONDS = "300";

    private static final String STOP_SECONDS = "20";
    private static final String ABORT_SECONDS = "10";
    /** pg_ctl returns when the server's file is gone, a moment before its process is. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private static final Duration KILL_WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);

    private final PostgresPrograms programs;
    private final DataDirectory data;
    private final PostmasterFile postmaster;
    private volatile @Nullable ProcessHandle process;
    private int port;

    PostgresServer(PostgresPrograms programs, DataDirectory data) {
        this.programs = programs;
        this.data = data;
        this.postmaster = new PostmasterFile(data.cluster());
    }

    int port() {
        return port;
    }

    boolean isRunning() {
        ProcessHandle server = process;
        return server != null && postmaster.isServerOfThisFolder(server);
    }

    /** The port stays the same for all restarts, so that connection pools find the server again. */
    void startOnFreePort() {
        try {
            takeOver();
            if (Files.exists(data.serverLog())) {
                Files.move(
                        data.serverLog(),
                        data.serverLog().resolveSibling("postgres.log.old"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            start();
        } catch (IOException unwritable) {
            throw DataDirectory.unwritable(data.root(), unwritable);
        }
    }

    void restart() {
        try {
            takeOver();
            start();
        } catch (IOException unwritable) {
            throw DataDirectory.unwritable(data.root(), unwritable);
        }
    }

    private void start() throws IOException {
        PostgresPrograms.Result result = programs.run(
                "pg_ctl",
                List.of(
                        "start",
                        "--pgdata=" + data.cluster(),
                        "--log=" + data.serverLog(),
                        "--wait",
                        "--timeout=" + START_SECONDS,
                        "--options=" + serverOptions()));
        process = postmaster.server().orElse(null);
        if (!result.succeeded() || process == null) {
            stop();
            throw new DatabaseSetupFailed(
                    "The embedded PostgreSQL did not start: " + lastWords(result),
                    "See " + data.serverLog() + ". " + PostgresPrograms.USE_A_SERVER);
        }
    }

    private String serverOptions() {
        Map<String, String> options = new TreeMap<>(Map.of(
                "port", Integer.toString(port),
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "''",
                "max_connections", "60",
                "timezone", "UTC",
                "log_timezone", "UTC",
                // The hub reports its own errors; rows and statements do not belong into this log.
                "log_min_messages", "log",
                "log_checkpoints", "off"));
        DURABLE.forEach(setting -> options.put(setting, "on"));
        List<String> words = new ArrayList<>();
        options.forEach((name, value) -> words.add("-c " + name + "=" + value));
        return String.join(" ", words);
    }

    private String lastWords(PostgresPrograms.Result result) throws IOException {
        if (!Files.exists(data.serverLog())) {
            return result.reason();
        }
        return Files.readAllLines(data.serverLog()).stream()
                .filter(line -> line.contains("FATAL:"))
                .reduce((earlier, later) -> later)
                .orElseGet(result::reason);
    }

    /** Stops a server that an earlier hub could not stop any more, and clears its claim on the folder. */
    private void takeOver() throws IOException {
        ProcessHandle orphan = postmaster.server().orElse(null);
        if (orphan != null) {
            log.warn("Stopping the embedded PostgreSQL (process {}) that a killed hub left running", orphan.pid());
            process = orphan;
            stop();
        }
        postmaster.disown();
    }

    /** Fast shutdown first, which keeps the next start short; a kill loses nothing either, thanks to the WAL. */
    void stop() {
        ProcessHandle server = process;
        if (server == null || !isRunning()) {
            return;
        }
        pgCtlStop("fast", STOP_SECONDS);
        if (isGoneWithin(SETTLE)) {
            return;
        }
        log.warn("The embedded PostgreSQL did not stop within {} s; stopping it at once", STOP_SECONDS);
        pgCtlStop("immediate", ABORT_SECONDS);
        if (isGoneWithin(SETTLE)) {
            return;
        }
        server.destroyForcibly();
        if (!isGoneWithin(KILL_WAIT)) {
            throw new DatabaseSetupFailed(
                    "The embedded PostgreSQL (process " + server.pid() + ") does not stop, not even when killed.",
                    "Its disk may be hanging: check it, then start the hub again.");
        }
    }

    private void pgCtlStop(String mode, String seconds) {
        PostgresPrograms.Result result = programs.run(
                "pg_ctl",
                List.of("stop", "--pgdata=" + data.cluster(), "--mode=" + mode, "--wait", "--timeout=" + seconds));
        if (!result.succeeded()) {
            log.warn("Stopping the embedded PostgreSQL: {}", result.reason());
        }
    }

    /** Watches the command line, not the exit: where nobody collects dead processes, a zombie stays for ever. */
    private boolean isGoneWithin(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isRunning()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }
}
