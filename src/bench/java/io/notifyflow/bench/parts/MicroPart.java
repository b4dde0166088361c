package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Program;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Inner steps of the hub by themselves, with JMH, in the classes that are measured everywhere else. */
final class MicroPart {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final Bench bench;

    MicroPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() throws IOException {
        say("Inner steps");
        Path results = bench.settings().output().resolve("jmh.json");
        var unused = bench.commands().run(LIMIT, Map.of(), command(results));
        return PartResult.of("Inner steps", List.of(), table(results).toString());
    }

    /** JMH starts processes of its own, so it needs the jar taken apart. */
    private List<String> command(Path results) {
        BenchSettings settings = bench.settings();
        Path jar = Extracted.of(bench).jar();
        List<String> command = new ArrayList<>(List.of(Program.java()));
        command.addAll(settings.jvmOptions());
        command.addAll(List.of(
                "--sun-misc-unsafe-memory-access=allow",
                "-classpath",
                settings.classes() + ":" + settings.microLibraries() + "/*:" + jar,
                "org.openjdk.jmh.Main",
                "-f",
                Integer.toString(Math.min(2, settings.rounds())),
                "-wi",
                "3",
                "-i",
                Integer.toString(settings.rounds()),
                "-w",
                "1s",
                "-r",
                "1s",
                "-foe",
                "true",
                "-rf",
                "json",
                "-rff",
                results.toString()));
        return command;
    }

    private static Table table(Path results) throws IOException {
        var table = new Table("", "µs");
        JsonNode benchmarks = new ObjectMapper().readTree(results.toFile());
        if (benchmarks.isEmpty()) {
            throw new BenchFailed("JMH measured nothing; see tools.log");
        }
        for (JsonNode benchmark : benchmarks) {
            var micros = new ArrayList<Double>();
            benchmark.at("/primaryMetric/rawData").forEach(fork -> fork.forEach(value -> micros.add(value.asDouble())));
            table.row(
                    name(benchmark.path("benchmark").asText()),
                    Spread.of(micros).text(2));
        }
        return table;
    }

    /** Of io.notifyflow.ingest.ReadingBenchmark.parseAndValidate: "parse and validate". */
    private static String name(String benchmark) {
        return benchmark
                .substring(benchmark.lastIndexOf('.') + 1)
                .replaceAll("([A-Z])", " $1")
                .toLowerCase(Locale.ROOT);
    }
}
