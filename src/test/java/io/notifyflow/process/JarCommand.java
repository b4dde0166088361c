package io.notifyflow.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the packaged jar, in a process of its own without a terminal. */
final class JarCommand implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(120);

    private final Process process;
    private final Instant started = Instant.now();
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private JarCommand(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        this.err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
    }

    /** What became of it. */
    record Ended(int exitCode, String out, String err, Duration duration) {}

    static JarCommand start(Map<String, String> environment, String... arguments) {
        // A build that a shell runs in the background has Ctrl-C ignored, and hands that on to what it starts.
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                ProcessHandle.current().info().command().orElseThrow(),
                "-jar",
                System.getProperty("notifyflow.jar", "target/notifyflow.jar")));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("NOTIFYFLOW_"));
        builder.environment().putAll(environment);
        try {
            return new JarCommand(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Ended run(Map<String, String> environment, String... arguments) {
        try (JarCommand command = start(environment, arguments)) {
            return command.awaitEnd();
        }
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** What Ctrl-C sends. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Ended awaitEnd() {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The command still runs after " + LONGEST);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return new Ended(process.exitValue(), out.join(), err.join(), Duration.between(started, Instant.now()));
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
