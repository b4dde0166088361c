package io.notifyflow.bench.load;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Commands;
import io.notifyflow.bench.report.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The baseline: pgbench, which inserts one event per transaction into the hub's own PostgreSQL server. */
public final class Baseline {

    private static final Pattern INSERTED = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
    /** Logging each transaction would slow the baseline down. */
    private static final String LOGGED_SHARE = "0.1";

    private static final int ELAPSED_FIELD = 2;

    private final BenchSettings settings;
    private final Commands commands;
    private final Hub hub;

    public Baseline(BenchSettings settings, Commands commands, Hub hub) {
        this.settings = settings;
        this.commands = commands;
        this.hub = hub;
    }

    public Sample measure(int clients, Duration length) {
        Path prefix = settings.output().resolve("pgbench");
        ProcessorTime before = hub.processorTime();
        String output = commands.run(
                length.plusSeconds(30),
                Map.of("PGPASSWORD", hub.databasePassword(), "LC_ALL", "C"),
                List.of(
                        "pgbench",
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + clients,
                        "--jobs=" + Math.min(clients, 2),
                        "--time=" + length.toSeconds(),
                        "--file=" + settings.source("pgbench/insert.sql"),
                        "--log",
                        "--log-prefix=" + prefix,
                        "--sampling-rate=" + LOGGED_SHARE,
                        "--host=127.0.0.1",
                        "--port=" + hub.databasePort(),
                        "--username=notifyflow",
                        "notifyflow"));
        ProcessorTime used = hub.processorTime().since(before);
        if (number(FAILED, output) > 0) {
            throw new BenchFailed("pgbench's inserts failed: " + output);
        }
        double inserted = number(INSERTED, output);
        double[] times = readTimes(prefix);
        return new Sample(
                number(RATE, output),
                Spread.percentile(times, 0.5),
                Spread.percentile(times, 0.99),
                0,
                used.postgres() / inserted);
    }

    private static double number(Pattern pattern, String output) {
        Matcher found = pattern.matcher(output);
        if (!found.find()) {
            throw new BenchFailed("pgbench printed something else: " + output);
        }
        return Double.parseDouble(found.group(1));
    }

    /** Milliseconds of the logged transactions; the files, one for each thread, are deleted. */
    private static double[] readTimes(Path prefix) {
        try (Stream<Path> folder = Files.list(prefix.toAbsolutePath().getParent())) {
            List<Path> logs = folder.filter(
                            file -> file.getFileName().toString().startsWith(prefix.getFileName() + "."))
                    .toList();
            double[] times = logs.stream()
                    .flatMap(Baseline::lines)
                    .mapToDouble(line -> Double.parseDouble(line.split(" ")[ELAPSED_FIELD]) / 1000)
                    .toArray();
            for (Path log : logs) {
                Files.delete(log);
            }
            if (times.length == 0) {
                throw new BenchFailed("pgbench logged no transaction");
            }
            return times;
        } catch (IOException e) {
            throw new BenchFailed("pgbench's log cannot be read: " + e.getMessage(), e);
        }
    }

    private static Stream<String> lines(Path log) {
        try {
            return Files.readAllLines(log).stream();
        } catch (IOException e) {
            throw new BenchFailed("pgbench's log cannot be read: " + e.getMessage(), e);
        }
    }
}
