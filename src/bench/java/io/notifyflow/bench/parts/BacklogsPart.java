package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubDatabase;
import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.hub.ProcessorTime;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets hubs work off what waits for delivery: as fast as they can, as fast as rate limit buckets allow, and after a
 * start.
 */
final class BacklogsPart {

    private static final int WEBHOOKS = 200;
    private static final int UNTHROTTLED = 40_000;
    /** For one webhook alone. */
    private static final int ALONE = 20_000;
    /** The same, and the events that the month had before: together enough for PostgreSQL to think of another plan. */
    private static final int ALONE_IN_MONTH = 300_000;

    private static final int BEFORE = 1_000_000;
    private static final Duration LOOKED_AT = Duration.ofSeconds(20);
    private static final int BUCKETS = 20;
    private static final int THROTTLED = 5_000;
    private static final int CALLS_IN_WINDOW = 5;
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int EVENTS_IN_MESSAGE = 10;
    private static final int AT_START = 100_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Bench bench;
    private final ObjectMapper json = new ObjectMapper();
    private final BacklogFigures figures = new BacklogFigures();

    BacklogsPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        Extracted extracted = Extracted.of(bench);
        for (int i = 1; i <= bench.settings().starts(); i++) {
            say("Backlogs, %d of %d", i, bench.settings().starts());
            Path data = bench.emptyFolder("backlog-data");
            try {
                drainUnthrottled(data);
                drainBuckets(data);
                startWithBacklog(extracted.launchCached(), data);
            } finally {
                Bench.delete(data);
            }
        }
        return PartResult.of("Working off a backlog", goals(), table().toString());
    }

    private Hub start(HubLaunch launch, Path data) {
        return Hub.start(bench.settings(), launch, data);
    }

    private HubLaunch launch() {
        return HubLaunch.of(bench.settings());
    }

    private void drainUnthrottled(Path data) {
        try (Hub hub = start(launch(), data);
                var database = new HubDatabase(hub)) {
            database.prepare();
            database.addWebhooks(WEBHOOKS);
            // The first one warms the hub up.
            drain(database);
            ProcessorTime before = hub.processorTime();
            double seconds = drain(database);
            ProcessorTime used = hub.processorTime().since(before);
            figures.unthrottledPerSecond.add(UNTHROTTLED / seconds);
            figures.unthrottledMicros.add((used.hub() + used.postgres()) / UNTHROTTLED);
            say("  no limit: %.0f/s", UNTHROTTLED / seconds);
            // The first one warms the hub up.
            drainAlone(database);
            figures.aloneOnEmpty.add(drainAlone(database));
            figures.aloneInMonth.add(drainAloneInMonth(database));
        }
    }

    private static double drainAlone(HubDatabase database) {
        database.empty();
        database.addBacklog(ALONE, 1);
        double perSecond = ALONE / release(database);
        say("  one webhook: %.0f/s", perSecond);
        return perSecond;
    }

    /** The first of them; the rest is thrown away with the next backlog. */
    private static double drainAloneInMonth(HubDatabase database) {
        database.empty();
        database.addBacklogAfter(BEFORE, ALONE_IN_MONTH);
        long started = System.nanoTime();
        database.releaseBacklog();
        LockSupport.parkNanos(LOOKED_AT.toNanos());
        long delivered = database.delivered();
        double perSecond = delivered / ((System.nanoTime() - started) / 1e9);
        say("  one webhook after %d events of the month: %.0f/s", BEFORE, perSecond);
        return perSecond;
    }

    private static double drain(HubDatabase database) {
        database.empty();
        database.addBacklog(UNTHROTTLED, WEBHOOKS);
        return release(database);
    }

    private static double release(HubDatabase database) {
        long started = System.nanoTime();
        database.releaseBacklog();
        awaitSettled(database);
        return (System.nanoTime() - started) / 1e9;
    }

    private static void awaitSettled(HubDatabase database) {
        if (!database.awaitSettled(LIMIT)) {
            throw new BenchFailed("A backlog was not delivered within " + LIMIT);
        }
    }

    private void drainBuckets(Path data) {
        HubLaunch limited = launch().with("NOTIFYFLOW_SANDBOX_RATELIMIT", Integer.toString(CALLS_IN_WINDOW))
                .with("NOTIFYFLOW_SANDBOX_RATELIMITWINDOW", WINDOW.toSeconds() + "s");
        try (Hub hub = start(limited, data);
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
            int messages = THROTTLED / BUCKETS / EVENTS_IN_MESSAGE;
            double least = Math.ceil((double) messages / CALLS_IN_WINDOW - 1) * WINDOW.toSeconds();
            figures.bucketsRatio.add(seconds / least);
            figures.bucketsRefused.add(difference(before, after, "throttled") / difference(before, after, "received"));
            figures.bucketsEarly.add(difference(before, after, "early"));
            figures.bucketsMessages.add(difference(before, after, "stored"));
            say("  buckets: %.2f of the least time", seconds / least);
        }
    }

    private void startWithBacklog(HubLaunch cached, Path data) {
        try (Hub hub = start(cached, data);
                var database = new HubDatabase(hub)) {
            figures.startWithout.add(hub.startSeconds());
            figures.memoryWithout.add(hub.residentMebibytes());
            figures.copySeconds.add(database.copySeconds(AT_START));
            database.empty();
            database.addBacklog(AT_START, WEBHOOKS);
            database.releaseAtNextStart();
        }
        try (Hub hub = start(cached, data);
                var database = new HubDatabase(hub)) {
            figures.startWith.add(hub.startSeconds());
            figures.memoryWith.add(hub.residentMebibytes());
            if (database.delivered() > AT_START / 2) {
                throw new BenchFailed("The backlog was worked off before the measurement began");
            }
            awaitSettled(database);
            figures.deliveredAfterStart.add(hub.secondsSinceStart());
            figures.deliveredAfterReady.add(hub.secondsSinceReady());
            figures.memoryDrained.add(hub.residentMebibytes());
            say("  %d pending at a start: %.1f s until all are delivered", AT_START, hub.secondsSinceStart());
        }
    }

    private JsonNode stats(Hub hub) {
        try (var http = new Http()) {
            return json.readTree(http.get(hub.sandbox("stats")));
        } catch (JsonProcessingException e) {
            throw new BenchFailed("The sandbox answered something else: " + e.getMessage(), e);
        }
    }

    private static double difference(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asDouble() - before.path(figure).asDouble();
    }

    private List<Goal> goals() {
        return List.of(Goal.atMost(
                "restart with " + thousands(AT_START)
                        + " pending deliveries until all are delivered ÷ COPY of as many rows",
                figures.perCopy(),
                10));
    }

    private Table table() {
        BacklogFigures f = figures;
        String buckets = thousands(THROTTLED) + " events for " + BUCKETS + " webhooks with " + CALLS_IN_WINDOW
                + " calls in " + WINDOW.toSeconds() + " s each: time ÷ least possible";
        return Table.ofFigures()
                .row(
                        thousands(UNTHROTTLED) + " events for " + WEBHOOKS + " webhooks, no limit: events/s",
                        Spread.of(f.unthrottledPerSecond).text(0))
                .row(
                        "the same, processor time of hub, sandbox and PostgreSQL for one event, µs",
                        Spread.of(f.unthrottledMicros).text(0))
                .row(
                        thousands(ALONE) + " events for one webhook, no limit: events/s",
                        Spread.of(f.aloneOnEmpty).text(0))
                .row(
                        "the first of " + thousands(ALONE_IN_MONTH) + " after " + thousands(BEFORE)
                                + " events of the month: events/s",
                        Spread.of(f.aloneInMonth).text(0))
                .row("this ÷ the former", f.aloneRatio().text(2))
                .row(buckets, Spread.of(f.bucketsRatio).text(2))
                .row("the same, messages", Spread.of(f.bucketsMessages).text(0))
                .row(
                        "the same, share of calls refused with 429",
                        Spread.of(f.bucketsRefused).text(4))
                .row(
                        "the same, calls before a bucket reopened",
                        Spread.of(f.bucketsEarly).text(0))
                .row(
                        "COPY of " + thousands(AT_START) + " rows, s",
                        Spread.of(f.copySeconds).text(2))
                .row(
                        "start without a backlog, s to the first accepted event",
                        Spread.of(f.startWithout).text(1))
                .row(
                        "start with " + thousands(AT_START) + " pending deliveries",
                        Spread.of(f.startWith).text(1))
                .row(
                        "the start of the process until all are delivered, s",
                        Spread.of(f.deliveredAfterStart).text(1))
                .row(
                        "the first accepted event until all are delivered, s",
                        Spread.of(f.deliveredAfterReady).text(1))
                .row(
                        "resident memory after the start without, with, and after the drain, MiB",
                        Spread.of(f.memoryWithout).text(0) + ", "
                                + Spread.of(f.memoryWith).text(0) + ", "
                                + Spread.of(f.memoryDrained).text(0));
    }

    private static String thousands(int value) {
        return Spread.number(value, 0);
    }
}
