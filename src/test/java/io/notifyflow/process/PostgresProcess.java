package io.notifyflow.process;

import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestDatabase;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that belongs to no hub: durable, on a port of its own, and killed and started again on the
 * same data at will.
 */
final class PostgresProcess implements AutoCloseable {

    private static final String DATABASE = "hubs";
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
    private static final List<String> SETTINGS = List.of(
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=120",
            "timezone=UTC");

    private final Path bin;
    private final Path cluster;
    private final File log;
    private final int port;
    private Process server;

    private PostgresProcess(Path bin, Path folder, int port) {
        this.bin = bin;
        this.cluster = folder.resolve("cluster");
        this.log = folder.resolve("server.log").toFile();
        this.port = port;
        this.server = run(
                "initdb",
                List.of(
                        "--pgdata=" + cluster,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        if (exitCode(server) != 0) {
            throw new IllegalStateException("initdb failed, see " + log);
        }
        launch();
    }

    /** Makes a cluster with an empty database, and starts its server. */
    static PostgresProcess start(Path folder) {
        try {
            Path programs = TestDatabase.lendPrograms(folder).resolve("postgres-programs");
            PostgresProcess postgres = new PostgresProcess(bin(programs), folder, freePort());
            // For a test run that is ended in the middle.
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            postgres.awaitReady();
            postgres.execute("postgres", "CREATE DATABASE " + DATABASE);
            return postgres;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The programs stand in a folder named for their version. */
    private static Path bin(Path programs) throws IOException {
        try (Stream<Path> versions = Files.list(programs)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void launch() {
        List<String> arguments = new ArrayList<>(List.of("-D", cluster.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        server = run("postgres", arguments);
    }

    private Process run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is not root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException notRunnable) {
            throw new UncheckedIOException(notRunnable);
        }
    }

    /** Where hubs and tests find the database; holds the user. */
    String url() {
        return url(DATABASE);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&password=unused";
    }

    /** Kills all its processes with SIGKILL, as when the machine fails; the next start replays the log. */
    void kill() {
        List<ProcessHandle> backends = server.descendants().toList();
        server.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        exitCode(server);
    }

    /** Starts it again on the same data and port, and returns when it can be used. */
    void restart() {
        launch();
        awaitReady();
    }

    /**
     * A server refuses to start while a process of the one before is alive; one that was forked in the moment of the
     * kill takes a while to notice that it is alone.
     */
    private void awaitReady() {
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!server.isAlive()) {
                launch();
            }
            return answers();
        });
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            return connection.isValid(1);
        } catch (SQLException startsYet) {
            return false;
        }
    }

    private void execute(String database, String statement) {
        try (Connection connection = DriverManager.getConnection(url(database));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(statement, failed);
        }
    }

    private static int exitCode(Process process) {
        try {
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Process " + process.pid() + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
