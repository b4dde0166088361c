package io.notifyflow.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long and how often is measured; each is set as a system property {@code bench.<name>}.
 *
 * @param rounds         times that everything is measured, in turn
 * @param measured       length of one measurement
 * @param paced          length of the latency measurement of a round
 * @param starts         hubs started on a fresh data directory, and again on the existing one
 * @param onlyBacklogs   leaves out all but the working off of backlogs
 * @param jvmOptions     options of the hub's JVM besides those of the README
 * @param base           the project's directory
 */
record BenchSettings(
        int rounds,
        Duration measured,
        Duration paced,
        int starts,
        boolean onlyBacklogs,
        List<String> jvmOptions,
        Path base) {

    BenchSettings {
        if (rounds < 1 || rounds > 20 || starts < 1 || starts > 20) {
            throw new IllegalArgumentException("bench.rounds and bench.starts must be 1 to 20");
        }
        requireBounded("bench.seconds", measured);
        requireBounded("bench.paced-seconds", paced);
        jvmOptions = List.copyOf(jvmOptions);
    }

    private static void requireBounded(String name, Duration length) {
        if (!length.isPositive() || length.toSeconds() > 120) {
            throw new IllegalArgumentException(name + " must be 1 to 120");
        }
    }

    static BenchSettings fromSystemProperties() {
        return new BenchSettings(
                Integer.getInteger("bench.rounds", 4),
                Duration.ofSeconds(Long.getLong("bench.seconds", 10)),
                Duration.ofSeconds(Long.getLong("bench.paced-seconds", 20)),
                Integer.getInteger("bench.starts", 3),
                Boolean.getBoolean("bench.only-backlogs"),
                List.of(System.getProperty(
                                "bench.jvm-options", "-Xmx1g -XX:+UseParallelGC -XX:+UseCompactObjectHeaders")
                        .strip()
                        .split("\\s+")),
                Path.of(System.getProperty("bench.base", "")).toAbsolutePath());
    }

    Path jar() {
        return base.resolve("target/notifyflow.jar");
    }

    Path routes() {
        return base.resolve("routes");
    }

    Path output() {
        return base.resolve("target/bench");
    }

    Path source(String file) {
        return base.resolve("src/bench").resolve(file);
    }
}
