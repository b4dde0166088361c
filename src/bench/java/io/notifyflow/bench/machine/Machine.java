package io.notifyflow.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where and of what a measurement was taken, for those who read it later. */
public final class Machine {

    private Machine() {}

    /** Which machine and Java. */
    public static String describe(BenchSettings settings) {
        return "%d cores (%s), %d GiB; Linux %s; Java %s with %s; PostgreSQL %s, durable. %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        field("/proc/cpuinfo", "model name"),
                        Math.round(mebibytes("/proc/meminfo", "MemTotal") / 1024),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        String.join(" ", settings.jvmOptions()),
                        System.getProperty("bench.postgres", "embedded"),
                        "Generator, hub, PostgreSQL and sandbox share the cores.");
    }

    /** Of which commit, when, how often, and how busy the machine was. */
    public static String occasion(BenchSettings settings, Commands commands, String loadBefore) {
        return "%s, commit %s, %d × %d s, load average before: %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        commit(settings, commands),
                        settings.rounds(),
                        settings.measured().toSeconds(),
                        loadBefore);
    }

    /** The load averages of the last 1, 5 and 15 minutes: above 0.2 or so, something else is running. */
    public static String load() {
        return String.join(" ", List.of(read("/proc/loadavg").split(" ")).subList(0, 3));
    }

    /** Resident memory of a process. */
    public static double residentMebibytes(long process) {
        return mebibytes("/proc/" + process + "/status", "VmRSS");
    }

    private static double mebibytes(String file, String name) {
        return Double.parseDouble(field(file, name).replaceAll("\\D+", "")) / 1024;
    }

    private static String commit(BenchSettings settings, Commands commands) {
        try {
            String changed = git(settings, commands, "status", "--porcelain", "--", "src", "routes", "pom.xml");
            return git(settings, commands, "rev-parse", "--short", "HEAD") + (changed.isEmpty() ? "" : "-dirty");
        } catch (BenchFailed noRepository) {
            return "unknown";
        }
    }

    private static String git(BenchSettings settings, Commands commands, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "-C", settings.base().toString()));
        command.addAll(List.of(arguments));
        return commands.run(Duration.ofSeconds(10), Map.of(), command).strip();
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
            throw new BenchFailed(file + " cannot be read: the process has ended, or this is not Linux", e);
        }
    }
}
