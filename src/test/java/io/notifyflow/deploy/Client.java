package io.notifyflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A command-line client as an operator has it; it gets none of this process's settings for the hub. */
record Client(List<String> command) {

    /** What a run printed, and its exit code. */
    record Run(int exitCode, String output, String errors) {}

    static Client kubectl() {
        return required("kubernetes-client", List.of("kubectl"), List.of("version", "--client"));
    }

    static Client compose() {
        List<String> version = List.of("version");
        List<String> plugin = List.of("docker", "compose");
        return isInstalled(plugin, version)
                ? new Client(plugin)
                : required("docker-compose", List.of("docker-compose"), version);
    }

    /** Missing on a developer's machine is a skipped test; missing in CI is a failure. */
    private static Client required(String debianPackage, List<String> command, List<String> version) {
        boolean installed = isInstalled(command, version);
        String advice = "%s is not installed; on Debian: apt-get install %s"
                .formatted(String.join(" ", command), debianPackage);
        if (System.getenv("CI") == null) {
            assumeTrue(installed, advice);
        }
        assertThat(installed).as(advice).isTrue();
        return new Client(command);
    }

    private static boolean isInstalled(List<String> command, List<String> version) {
        try {
            return new Client(command).run(Map.of(), version).exitCode() == 0;
        } catch (UncheckedIOException absent) {
            return false;
        }
    }

    String output(String... arguments) {
        Run run = run(Map.of(), List.of(arguments));
        assertThat(run.exitCode()).as(run.errors()).isZero();
        return run.output();
    }

    Run run(Map<String, String> environment, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(command.stream(), arguments.stream()).toList());
        builder.environment().keySet().removeIf(name -> name.matches("(NOTIFYFLOW|POSTGRES|COMPOSE|DATABASE)_.*"));
        builder.environment().putAll(environment);
        try {
            return finished(builder.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Run finished(Process process) {
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String output = text(process.getInputStream());
        return new Run(process.onExit().join().exitValue(), output, errors.join());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
