package io.notifyflow.bench.load;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Commands;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends with wrk for a while, as fast as is answered. */
public final class Wrk {

    private static final Pattern RESULT =
            Pattern.compile("result requests=(\\d+) micros=(\\d+) p50=(\\d+) p99=(\\d+) refused=(\\d+) broken=(\\d+)");

    private final BenchSettings settings;
    private final Commands commands;

    public Wrk(BenchSettings settings, Commands commands) {
        this.settings = settings;
        this.commands = commands;
    }

    /**
     * What wrk saw.
     *
     * @param requests answered ones
     * @param p50      milliseconds
     * @param p99      milliseconds
     */
    public record Result(long requests, double perSecond, double p50, double p99) {}

    /** One event a request, with the keys in turn. */
    public Result events(URI target, int connections, Duration length, Path keys) {
        return send(target, connections, length, "accept.lua", keys.toString(), "plain");
    }

    /** Events that have an Idempotency-Key of their own. */
    public Result idempotentEvents(URI target, int connections, Duration length, Path keys) {
        return send(
                target,
                connections,
                length,
                "accept.lua",
                keys.toString(),
                UUID.randomUUID().toString());
    }

    /** Fails if any answer was not exactly 202; to look at that costs the generator time. */
    public Result checked(URI target, int connections, Duration length, Path keys, boolean idempotent) {
        String mode = idempotent ? UUID.randomUUID().toString() : "plain";
        return send(target, connections, length, "accept.lua", keys.toString(), mode, "strict");
    }

    /** So many events a request; what is counted are requests. */
    public Result batches(URI target, int connections, Duration length, Path keys, int events) {
        return send(target, connections, length, "batch.lua", keys.toString(), Integer.toString(events));
    }

    /** One alert a request, none like another. */
    public Result alerts(URI target, int connections, Duration length) {
        return send(target, connections, length, "alert.lua");
    }

    private Result send(URI target, int connections, Duration length, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t" + Math.min(connections, 2),
                "-c" + connections,
                "-d" + length.toSeconds() + "s",
                "--timeout",
                "10s",
                "--latency",
                "-s",
                settings.source("wrk").resolve(script).toString(),
                target.toString(),
                "--"));
        command.addAll(List.of(arguments));
        return read(commands.run(length.plusSeconds(30), Map.of(), command));
    }

    private static Result read(String output) {
        Matcher found = RESULT.matcher(output);
        if (!found.find()) {
            throw new BenchFailed("wrk printed something else: " + output);
        }
        if (!found.group(5).equals("0") || !found.group(6).equals("0")) {
            throw new BenchFailed("Not every request was answered as it should be: " + found.group());
        }
        long requests = Long.parseLong(found.group(1));
        if (requests == 0) {
            throw new BenchFailed("No request was answered");
        }
        return new Result(
                requests,
                requests * 1e6 / Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)) / 1000.0,
                Long.parseLong(found.group(4)) / 1000.0);
    }
}
