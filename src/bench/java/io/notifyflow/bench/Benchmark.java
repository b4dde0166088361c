package io.notifyflow.bench;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Cleanup;
import io.notifyflow.bench.machine.Commands;
import io.notifyflow.bench.machine.Machine;
import io.notifyflow.bench.parts.Bench;
import io.notifyflow.bench.parts.Part;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Measures part after part, and writes down what came of it. */
public final class Benchmark {

    /** Results of parts that are not measured this time, and programs that need not be fetched again. */
    private static final Set<String> KEPT = Set.of("parts", "peers");

    private final BenchSettings settings;
    private final Commands commands;
    private final Results results;

    private Benchmark(BenchSettings settings, Commands commands) {
        this.settings = settings;
        this.commands = commands;
        this.results = new Results(settings.output().resolve("parts"), Part.names());
    }

    public static void main(String[] arguments) throws IOException {
        try {
            BenchSettings settings = BenchSettings.fromSystemProperties(Part.names());
            Commands.require(Map.of("pgbench", "postgresql-contrib", "wrk", "wrk"));
            clear(settings.output());
            Files.createDirectories(settings.output());
            try (var commands = new Commands(settings.output().resolve("tools.log"))) {
                Cleanup.onExit(commands::close);
                new Benchmark(settings, commands).run();
            }
        } catch (BenchFailed e) {
            System.err.println("The benchmark failed: " + e.reason());
            System.exit(1);
        }
    }

    private static void clear(Path output) throws IOException {
        if (Files.isDirectory(output)) {
            try (Stream<Path> left = Files.list(output)) {
                for (Path path : left.toList()) {
                    if (!KEPT.contains(path.getFileName().toString())) {
                        FileSystemUtils.deleteRecursively(path);
                    }
                }
            }
        }
    }

    /** A part that fails does not cost the others, which may have run for long. */
    private void run() throws IOException {
        List<String> failures = new ArrayList<>();
        for (String name : settings.parts()) {
            try {
                measure(Part.of(name));
            } catch (BenchFailed e) {
                say("%s failed: %s", name, e.reason());
                failures.add(name + ": " + e.reason());
            } catch (RuntimeException e) {
                say("%s failed: %s", name, e);
                e.printStackTrace();
                failures.add(name + ": " + e);
            }
        }
        String report = results.writeTo(settings.output());
        if (settings.document()) {
            results.writeInto(settings.base().resolve("docs/performance.md"));
        }
        System.out.println("\n" + report);
        if (!failures.isEmpty()) {
            throw new BenchFailed(String.join("\n", failures));
        }
    }

    private void measure(Part part) throws IOException {
        say("Part: %s", part.title());
        String loadBefore = Machine.load();
        PartResult result = part.measure(new Bench(settings, commands));
        results.save(result.measured(
                part.title(), Machine.describe(settings), Machine.occasion(settings, commands, loadBefore)));
    }
}
