package io.notifyflow.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.util.FileSystemUtils;

/**
 * Lets hubs work off what waits for delivery: as fast as they can, as fast as rate limit buckets allow, and after a
 * start.
 */
final class Backlogs {

    private static final int WEBHOOKS = 200;
    private static final int UNTHROTTLED = 40_000;
    private static final int BUCKETS = 20;
    private static final int THROTTLED = 5_000;
    private static final int CALLS_IN_WINDOW = 5;
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int EVENTS_IN_MESSAGE = 10;
    private static final int AT_START = 100_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final BenchSettings settings;
    private final ObjectMapper json = new ObjectMapper();
    final List<Double> unthrottledPerSecond = new ArrayList<>();
    final List<Double> unthrottledMicros = new ArrayList<>();
    final List<Double> bucketsRatio = new ArrayList<>();
    final List<Double> bucketsRefused = new ArrayList<>();
    final List<Double> bucketsEarly = new ArrayList<>();
    final List<Double> bucketsMessages = new ArrayList<>();
    final List<Double> startWithout = new ArrayList<>();
    final List<Double> startWith = new ArrayList<>();
    final List<Double> memoryWithout = new ArrayList<>();
    final List<Double> memoryWith = new ArrayList<>();
    final List<Double> memoryDrained = new ArrayList<>();
    final List<Double> drainSeconds = new ArrayList<>();

    Backlogs(BenchSettings settings) {
        this.settings = settings;
    }

    void measure() throws IOException {
        Path data = settings.output().resolve("backlog-data");
        try {
            drainUnthrottled(data);
            drainBuckets(data);
            startWithBacklog(data);
        } finally {
            FileSystemUtils.deleteRecursively(data);
        }
    }

    private void drainUnthrottled(Path data) {
        try (Hub hub = start(data, Map.of());
                var database = new HubDatabase(hub)) {
            database.prepare();
            database.addWebhooks(WEBHOOKS);
            // The first one warms the hub up.
            drain(database);
            ProcessorTime before = hub.processorTime();
            double seconds = drain(database);
            ProcessorTime used = hub.processorTime().since(before);
            unthrottledPerSecond.add(UNTHROTTLED / seconds);
            unthrottledMicros.add((used.hub() + used.postgres()) / UNTHROTTLED);
        }
    }

    private static double drain(HubDatabase database) {
        database.empty();
        database.addBacklog(UNTHROTTLED, WEBHOOKS);
        return release(database);
    }

    private static double release(HubDatabase database) {
        long started = System.nanoTime();
        database.releaseBacklog();
        database.awaitSettled(LIMIT);
        if (!database.settled()) {
            throw new BenchFailed("A backlog was not delivered within " + LIMIT);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private void drainBuckets(Path data) {
        Map<String, String> limits = Map.of(
                "NOTIFYFLOW_SANDBOX_RATELIMIT",
                Integer.toString(CALLS_IN_WINDOW),
                "NOTIFYFLOW_SANDBOX_RATELIMITWINDOW",
                WINDOW.toSeconds() + "s");
        try (Hub hub = start(data, limits);
                var database = new HubDatabase(hub)) {
            // The first one warms the hub up.
            database.empty();
            database.addBacklog(THROTTLED, BUCKETS);
            release(database);
            database.empty();
            database.addBacklog(THROTTLED, BUCKETS);
            // The windows of the first one must have passed, or there is one more to wait for.
            LockSupport.parkNanos(WINDOW.toNanos());
            JsonNode before = stats(hub);
            double seconds = release(database);
            JsonNode after = stats(hub);
            double calls = difference(before, after, "received");
            int messages = THROTTLED / BUCKETS / EVENTS_IN_MESSAGE;
            double least = Math.ceil((double) messages / CALLS_IN_WINDOW - 1) * WINDOW.toSeconds();
            bucketsRatio.add(seconds / least);
            bucketsRefused.add(difference(before, after, "throttled") / calls);
            bucketsEarly.add(difference(before, after, "early"));
            bucketsMessages.add(difference(before, after, "stored"));
        }
    }

    private void startWithBacklog(Path data) {
        try (Hub hub = start(data, Map.of());
                var database = new HubDatabase(hub)) {
            startWithout.add(hub.startTime().toMillis() / 1000.0);
            memoryWithout.add(hub.residentMebibytes());
            database.empty();
            database.addBacklog(AT_START, WEBHOOKS);
            database.releaseAtNextStart();
        }
        try (Hub hub = start(data, Map.of());
                var database = new HubDatabase(hub)) {
            startWith.add(hub.startTime().toMillis() / 1000.0);
            memoryWith.add(hub.residentMebibytes());
            if (database.delivered() > AT_START / 2) {
                throw new BenchFailed("The backlog was worked off before the measurement began");
            }
            database.awaitSettled(LIMIT);
            drainSeconds.add((System.nanoTime() - hub.readyAt()) / 1e9);
            memoryDrained.add(hub.residentMebibytes());
        }
    }

    private Hub start(Path data, Map<String, String> environment) {
        return Hub.start(settings, data, settings.output().resolve("backlog-hub.log"), environment);
    }

    private JsonNode stats(Hub hub) {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            URI address = URI.create(hub.sandboxMessages().toString().replace("/messages", "/stats"));
            return json.readTree(
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (JsonProcessingException e) {
            throw new BenchFailed("The sandbox answered something else: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BenchFailed("The sandbox does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the sandbox was asked", e);
        }
    }

    private static double difference(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asDouble() - before.path(figure).asDouble();
    }

    String markdown() {
        var table = new StringBuilder(
                """
                ### Working off a backlog

                | | |
                |---|---|
                """);
        row(
                table,
                UNTHROTTLED + " events for " + WEBHOOKS + " webhooks, no limit: events/s",
                Spread.of(unthrottledPerSecond).text(0));
        row(
                table,
                "the same, processor time of hub, sandbox and PostgreSQL for one event, µs",
                Spread.of(unthrottledMicros).text(0));
        row(
                table,
                THROTTLED + " events for " + BUCKETS + " webhooks with " + CALLS_IN_WINDOW + " calls in "
                        + WINDOW.toSeconds() + " s each: time ÷ least possible",
                Spread.of(bucketsRatio).text(2));
        row(table, "the same, messages", Spread.of(bucketsMessages).text(0));
        row(
                table,
                "the same, share of calls refused with 429",
                Spread.of(bucketsRefused).text(4));
        row(
                table,
                "the same, calls before a bucket reopened",
                Spread.of(bucketsEarly).text(0));
        row(
                table,
                "start without a backlog, s to the first accepted event",
                Spread.of(startWithout).text(1));
        row(
                table,
                "start with " + AT_START + " pending deliveries",
                Spread.of(startWith).text(1));
        row(
                table,
                "from then until all are delivered, s",
                Spread.of(drainSeconds).text(1));
        row(
                table,
                "resident memory after the start without, with, and after the drain, MiB",
                Spread.of(memoryWithout).text(0) + ", " + Spread.of(memoryWith).text(0) + ", "
                        + Spread.of(memoryDrained).text(0));
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
