package io.notifyflow.bench.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that runs until it is closed: asked to end with SIGTERM, killed by its id if it does not. */
public final class Program implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(60);
    /** Nothing of the caller's own configuration may reach a program: it could name a database or a bot in use. */
    private static final List<String> FOREIGN = List.of(
            "NOTIFYFLOW_", "SPRING_", "SERVER_", "CAMEL_", "MANAGEMENT_", "LOGGING_", "DATABASE_", "NODE_", "PG");

    private final Process process;
    private final long started;

    private Program(Process process, long started) {
        this.process = process;
        this.started = started;
    }

    /**
     * @param log takes what the program prints, after what stands there
     */
    public static Program start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(name -> FOREIGN.stream().anyMatch(name::startsWith)
                        || name.endsWith("JAVA_OPTIONS")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            long started = System.nanoTime();
            Process process = builder.start();
            Cleanup.onExit(process::destroy);
            return new Program(process, started);
        } catch (IOException e) {
            throw new BenchFailed(command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The java that this runs on. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public long pid() {
        return process.pid();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** As {@link System#nanoTime}. */
    public long startedAt() {
        return started;
    }

    @Override
    public void close() {
        process.destroy();
        if (!endedWithin(process.toHandle(), STOP)) {
            process.destroyForcibly();
        }
    }

    public static boolean endedWithin(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
