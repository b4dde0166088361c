package io.notifyflow.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Where and of what a measurement was taken, for those who read it later. */
final class Machine {

    private Machine() {}

    static String describe(BenchSettings settings, Commands commands, String postgres, String loadBefore) {
        return "Measured on %s, commit %s: %d cores (%s), %d GiB; Java %s with %s, PostgreSQL %s, durable; %s. %s %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        commit(settings, commands),
                        Runtime.getRuntime().availableProcessors(),
                        field("/proc/cpuinfo", "model name"),
                        Math.round(Double.parseDouble(
                                        field("/proc/meminfo", "MemTotal").replaceAll("\\D+", ""))
                                / 1024
                                / 1024),
                        Runtime.version(),
                        String.join(" ", settings.jvmOptions()),
                        postgres,
                        "generator, hub, PostgreSQL and sandbox share the cores",
                        "Load average before: " + loadBefore + ".",
                        "Medians of %d rounds of %d s (lowest–highest)."
                                .formatted(
                                        settings.rounds(), settings.measured().toSeconds()));
    }

    /** The load averages of the last 1, 5 and 15 minutes: above 0.2 or so, something else is running. */
    static String load() {
        return String.join(" ", List.of(read("/proc/loadavg").split(" ")).subList(0, 3));
    }

    private static String commit(BenchSettings settings, Commands commands) {
        try {
            return commands.run(
                            Duration.ofSeconds(10),
                            Map.of(),
                            List.of("git", "-C", settings.base().toString(), "describe", "--always", "--dirty"))
                    .strip();
        } catch (BenchFailed noRepository) {
            return "unknown";
        }
    }

    private static String field(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0 unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be read; the benchmark runs on Linux only", e);
        }
    }
}
