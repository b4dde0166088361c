package io.notifyflow.bench.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long and how often is measured; each is set as a system property {@code bench.<name>}, as docs/performance.md
 * says.
 *
 * @param parts               the names of the parts to run, in their order
 * @param rounds              times that everything of a part is measured, in turn
 * @param measured            length of one measurement
 * @param warmUp              length of the load before the first measurement
 * @param paced               length of one latency measurement
 * @param sustained           length of one measurement of accepting and delivering
 * @param starts              starts of each kind, and backlogs worked off
 * @param storedEvents        events stored before it is measured what they cost
 * @param storedAccounts      accounts in place of one
 * @param memoryEvents        events after which memory is looked at, for the second time
 * @param pageEvents          events in the history of the account whose pages are looked at
 * @param overloadConnections connections that send at fixed times, however slowly the hub answers
 * @param jvmOptions          options of the hub's JVM: a heap as on a server
 * @param defaultJvmOptions   what {@code ./mvnw spring-boot:run} sets, for the memory
 * @param microLibraries      the folder of the libraries that measure inner steps
 * @param document            whether the results are put into docs/performance.md
 * @param base                the project's directory
 */
public record BenchSettings(
        List<String> parts,
        int rounds,
        Duration measured,
        Duration warmUp,
        Duration paced,
        Duration sustained,
        int starts,
        int storedEvents,
        int storedAccounts,
        int memoryEvents,
        int pageEvents,
        int overloadConnections,
        List<String> jvmOptions,
        List<String> defaultJvmOptions,
        Path microLibraries,
        boolean document,
        Path base) {

    private static final String JVM_OPTIONS = "-Xmx1g -XX:+UseParallelGC -XX:+UseCompactObjectHeaders";
    private static final String DEFAULT_JVM_OPTIONS =
            "-Xmx224m -Xmn64m -XX:ReservedCodeCacheSize=64m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders"
                    + " -XX:TrimNativeHeapInterval=5000";

    public BenchSettings {
        requireWithin("bench.rounds", rounds, 1, 20);
        requireWithin("bench.seconds", measured.toSeconds(), 1, 120);
        requireWithin("bench.warm-up-seconds", warmUp.toSeconds(), 1, 120);
        // The sandbox keeps 20 000 messages, and each is looked up.
        requireWithin("bench.paced-seconds", paced.toSeconds(), 1, 90);
        requireWithin("bench.sustained-seconds", sustained.toSeconds(), 3, 600);
        requireWithin("bench.starts", starts, 1, 20);
        requireWithin("bench.stored-events", storedEvents, 1000, 50_000_000);
        requireWithin("bench.stored-accounts", storedAccounts, 1, 100_000);
        requireWithin("bench.memory-events", memoryEvents, 10_000, 10_000_000);
        requireWithin("bench.page-events", pageEvents, 10_000, 10_000_000);
        requireWithin("bench.overload-connections", overloadConnections, 1, 8000);
        parts = List.copyOf(parts);
        jvmOptions = List.copyOf(jvmOptions);
        defaultJvmOptions = List.copyOf(defaultJvmOptions);
    }

    private static void requireWithin(String name, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new BenchFailed(name + " must be " + lowest + " to " + highest);
        }
    }

    /**
     * @param allParts what is run unless parts are chosen
     */
    public static BenchSettings fromSystemProperties(List<String> allParts) {
        Path base = Path.of(System.getProperty("bench.base", "")).toAbsolutePath();
        return new BenchSettings(
                parts(allParts),
                number("rounds", 4),
                seconds("seconds", 10),
                seconds("warm-up-seconds", 15),
                seconds("paced-seconds", 20),
                seconds("sustained-seconds", 60),
                number("starts", 3),
                number("stored-events", 10_000_000),
                number("stored-accounts", 10_000),
                number("memory-events", 1_000_000),
                number("page-events", 1_000_000),
                number("overload-connections", 2000),
                words("jvm-options", JVM_OPTIONS),
                words("default-jvm-options", DEFAULT_JVM_OPTIONS),
                base.resolve("target/bench-libraries"),
                Boolean.parseBoolean(System.getProperty("bench.document", "true")),
                base);
    }

    private static List<String> parts(List<String> all) {
        String chosen = System.getProperty("bench.parts", "all").strip();
        if (chosen.isEmpty() || chosen.equals("all")) {
            return all;
        }
        List<String> parts = List.of(chosen.split("\\s*,\\s*"));
        for (String part : parts) {
            if (!all.contains(part)) {
                throw new BenchFailed("bench.parts names " + part + "; there are " + String.join(", ", all));
            }
        }
        return all.stream().filter(parts::contains).toList();
    }

    private static int number(String name, int absent) {
        return Integer.getInteger("bench." + name, absent);
    }

    private static Duration seconds(String name, int absent) {
        return Duration.ofSeconds(number(name, absent));
    }

    private static List<String> words(String name, String absent) {
        return List.of(System.getProperty("bench." + name, absent).strip().split("\\s+"));
    }

    public Path jar() {
        return base.resolve("target/notifyflow.jar");
    }

    public Path classes() {
        return base.resolve("target/bench-classes");
    }

    public Path routes() {
        return base.resolve("routes");
    }

    public Path output() {
        return base.resolve("target/bench");
    }

    public Path source(String file) {
        return base.resolve("src/bench").resolve(file);
    }
}
