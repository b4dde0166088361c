package io.notifyflow.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged hub in a process of its own. What it prints is kept, and written to {@code target/hubs} as it comes;
 * {@link HubOutput} shows it when a test fails.
 */
public final class HubProcess implements AutoCloseable {

    static final Path ROUTES = Path.of("routes").toAbsolutePath();

    private static final Path LOGS = Path.of("target", "hubs");
    /** Tests with processes run in two JVMs beside each other. */
    private static final String FORK = System.getProperty("notifyflow.fork", "fork1");

    private static final Duration LONGEST_START = Duration.ofSeconds(120);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);
    private static final Pattern READY = Pattern.compile("NotifyFlow is ready at (http://\\S+)");
    /** What the tests' own surroundings may set must not reach the hub. */
    private static final Pattern HUB_SETTING =
            Pattern.compile("(NOTIFYFLOW|SPRING|SERVER|DATABASE|MANAGEMENT|LOGGING|CAMEL|JDK_JAVA|JAVA_TOOL)_.*");

    private static final AtomicInteger started = new AtomicInteger();

    private final String name;
    private final Process process;
    private final Path log;
    private final List<String> output = new ArrayList<>();
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final Thread reader;

    private HubProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.reader = Thread.ofPlatform().daemon().name("output of " + name).unstarted(this::read);
    }

    /** Starts a hub and returns when it says that it is ready. */
    public static HubProcess start(String name, Map<String, String> environment) {
        return launch(name, environment).awaitReady();
    }

    /** Starts a hub on a free port, unless the environment names one, and returns at once. */
    public static HubProcess launch(String name, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(environment);
        settings.putIfAbsent("SERVER_PORT", "0");
        settings.putIfAbsent("NOTIFYFLOW_ROUTES_DIR", ROUTES.toString());
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(variable -> HUB_SETTING.matcher(variable).matches());
        builder.environment().putAll(settings);
        try {
            Files.createDirectories(LOGS);
            Path log = LOGS.resolve("%s-%03d-%s.log".formatted(FORK, started.incrementAndGet(), name));
            HubProcess hub = new HubProcess(name, builder.start(), log);
            // For a test run that is ended in the middle.
            Runtime.getRuntime().addShutdownHook(new Thread(hub.process::destroyForcibly));
            HubOutput.shows(hub);
            hub.reader.start();
            return hub;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> command() {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                // A hub of these tests lives for seconds, so compiling it well costs more than it gains.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("notifyflow.jar", "target/notifyflow.jar"));
    }

    public HubProcess awaitReady() {
        try {
            ready.get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (ExecutionException | TimeoutException failed) {
            kill();
            throw new IllegalStateException("The hub " + name + " did not start:\n" + output(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader();
                Writer copy = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.append(line).append('\n').flush();
                synchronized (output) {
                    output.add(line);
                }
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(URI.create(matcher.group(1)));
                }
            }
        } catch (IOException closed) {
            // A killed process takes its end of the pipe with it.
        } finally {
            ready.completeExceptionally(new IllegalStateException("The output of " + name + " ended"));
        }
    }

    String name() {
        return name;
    }

    /** The public address; waits until the hub is ready. */
    public URI address() {
        awaitReady();
        return ready.join();
    }

    /** All that the hub has printed so far. */
    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Kills it with SIGKILL, which it cannot notice; its embedded PostgreSQL stays behind. */
    public void kill() {
        process.toHandle().destroyForcibly();
        exitCodeWithin(LONGEST_STOP);
    }

    /** Asks it to stop with SIGTERM, and returns at once. */
    void askToStop() {
        process.toHandle().destroy();
    }

    /**
     * Waits for the end of the process.
     *
     * @throws AssertionError if it still runs after that time
     */
    int exitCodeWithin(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The hub " + name + " still runs after " + limit);
            }
            reader.join(Duration.ofSeconds(5));
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Stops the hub, and with it its embedded PostgreSQL. */
    @Override
    public void close() {
        if (!isRunning()) {
            return;
        }
        askToStop();
        try {
            exitCodeWithin(LONGEST_STOP);
        } finally {
            process.toHandle().destroyForcibly();
        }
    }
}
