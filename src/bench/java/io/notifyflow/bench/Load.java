package io.notifyflow.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends events with wrk for a while, as fast as the hub answers. */
final class Load {

    private static final Pattern RESULT =
            Pattern.compile("result requests=(\\d+) micros=(\\d+) p50=(\\d+) p99=(\\d+) refused=(\\d+) broken=(\\d+)");

    private final BenchSettings settings;
    private final Commands commands;
    private final Hub hub;

    Load(BenchSettings settings, Commands commands, Hub hub) {
        this.settings = settings;
        this.commands = commands;
        this.hub = hub;
    }

    /**
     * What wrk saw.
     *
     * @param requests answered ones
     * @param p50      milliseconds
     * @param p99      milliseconds
     */
    record Result(long requests, double perSecond, double p50, double p99) {}

    /**
     * Fails if an answer was anything but 202.
     *
     * @param strict look at every answer's exact status, which costs the generator time; otherwise at errors alone
     */
    Result send(int connections, Duration length, Path keys, boolean idempotent, boolean strict) {
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t" + Math.min(connections, 2),
                "-c" + connections,
                "-d" + length.toSeconds() + "s",
                "--timeout",
                "10s",
                "--latency",
                "-s",
                settings.source("wrk/accept.lua").toString(),
                hub.events().toString(),
                "--",
                keys.toString(),
                idempotent ? UUID.randomUUID().toString() : "plain"));
        if (strict) {
            command.add("strict");
        }
        return read(commands.run(length.plusSeconds(30), Map.of(), command));
    }

    private static Result read(String output) {
        Matcher found = RESULT.matcher(output);
        if (!found.find()) {
            throw new BenchFailed("wrk printed something else: " + output);
        }
        if (!found.group(5).equals("0") || !found.group(6).equals("0")) {
            throw new BenchFailed("Not every event was accepted with 202: " + found.group());
        }
        long requests = Long.parseLong(found.group(1));
        return new Result(
                requests,
                requests * 1e6 / Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)) / 1000.0,
                Long.parseLong(found.group(4)) / 1000.0);
    }
}
