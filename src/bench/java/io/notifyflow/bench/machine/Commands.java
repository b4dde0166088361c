package io.notifyflow.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end, within a time limit; those still running are ended when this is closed. */
public final class Commands implements AutoCloseable {

    private final Path log;
    private final List<Process> running = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param log takes the output of one program after the other
     */
    public Commands(Path log) {
        this.log = log;
    }

    /** Names the packages to install where a program is missing. */
    public static void require(Map<String, String> packagesByProgram) {
        List<String> missing = packagesByProgram.keySet().stream()
                .filter(program -> !installed(program))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new BenchFailed("Missing: " + String.join(", ", missing) + ". On Debian or Ubuntu: apt-get install "
                    + String.join(
                            " ", missing.stream().map(packagesByProgram::get).toList()));
        }
    }

    /** Whether a program of this name is on the path. */
    public static boolean installed(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** What the program printed, once it has ended with 0. */
    public String run(Duration limit, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(log.toAbsolutePath().getParent(), "output", ".txt");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
                builder.environment().putAll(environment);
                int exitCode = await(builder.start(), limit, command.getFirst());
                String text = Files.readString(output);
                Files.writeString(
                        log,
                        String.join(" ", command) + "\n" + text + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                if (exitCode != 0) {
                    throw new BenchFailed(command.getFirst() + " ended with " + exitCode + ": " + text.strip());
                }
                return text;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new BenchFailed(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        }
    }

    private int await(Process process, Duration limit, String name) {
        running.add(process);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailed(name + " did not end within " + limit);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while " + name + " ran", e);
        } finally {
            process.destroyForcibly();
            running.remove(process);
        }
    }

    @Override
    public void close() {
        List.copyOf(running).forEach(Process::destroyForcibly);
    }
}
