package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Commands;
import io.notifyflow.bench.machine.Http;
import io.notifyflow.bench.pages.Paints;
import io.notifyflow.bench.pages.Session;
import io.notifyflow.bench.pages.Session.Loaded;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dashboard of an account with a long history: how soon its pages are there, and how live its live view is. */
final class PagesPart {

    private static final int DELIVERIES = 10_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 40;
    private static final int SEARCHES = 10;
    private static final int PAINTS = 10;
    private static final int LIVE_EVENTS = 200;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration COUNTING = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double PAGE_GOAL = 50;
    private static final Pattern EVENT = Pattern.compile("/home/events/([0-9a-f-]{36})");

    private final Bench bench;

    PagesPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() throws IOException {
        try (Rig rig = Rig.start(bench)) {
            int events = bench.settings().pageEvents();
            say("  %d events of one account", events);
            rig.database().openPastMonths();
            rig.database().addHistory(events, DELIVERIES);
            long began = System.nanoTime();
            if (!rig.database().awaitCounted(COUNTING)) {
                throw new BenchFailed("The hours were not counted within " + COUNTING);
            }
            double counting = (System.nanoTime() - began) / 1e9;
            say("  counted in %.0f s", counting);
            String key = rig.keyList("pages", 1).getFirst();
            try (Session session = Session.signIn(rig.hub().base(), key)) {
                Map<String, String> pages = pages(session);
                Map<String, List<Loaded>> loaded = load(session, pages, WARM_UP, ROUNDS);
                Map<String, List<Loaded>> searched = load(session, searches(), 2, SEARCHES);
                double[] live = live(session, rig.hub().events(), key);
                Map<String, List<Paints.Paint>> paints = Commands.installed("chromium")
                        ? paints(session, rig.hub().base(), pages)
                        : Map.of();
                return report(loaded, searched, live, paints, events, counting);
            }
        }
    }

    /** Addresses by what they show. */
    private static Map<String, String> pages(Session session) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String all = "range=custom&from=" + today.minusDays(89) + "&to=" + today;
        Matcher event = EVENT.matcher(session.read("/home/events"));
        if (!event.find()) {
            throw new BenchFailed("The page of events shows none");
        }
        var pages = new LinkedHashMap<String, String>();
        pages.put("overview", "/home");
        pages.put("category, today", "/home/categories/sale?range=today");
        pages.put("category, week", "/home/categories/sale?range=week");
        pages.put("category, month", "/home/categories/sale?range=month");
        pages.put("category, 90 days", "/home/categories/sale?" + all);
        pages.put("category, today, sorted by a field", "/home/categories/sale?range=today&sort=amount");
        pages.put(
                "category, today, filtered by a field",
                "/home/categories/sale?range=today&field=amount&is=above&value=900");
        pages.put("category, week, a text searched", "/home/categories/sale?range=week&q=Order+99");
        pages.put("events", "/home/events");
        pages.put("event", "/home/events/" + event.group(1));
        pages.put("live", "/home/live");
        pages.put("deliveries", "/home/deliveries");
        pages.put("deliveries, dead", "/home/deliveries?status=dead-lettered");
        pages.put("dead letters", "/home/dead-letters");
        pages.put("usage", "/home/usage");
        pages.put("categories", "/home/categories");
        pages.put("destinations", "/home/destinations");
        pages.put("rules", "/home/rules");
        pages.put("sources", "/home/sources");
        pages.put("keys", "/home/keys");
        pages.put("people", "/home/people");
        pages.put("audit log", "/home/audit");
        pages.put("billing", "/home/billing");
        pages.put("settings", "/home/account");
        pages.put("hub: routes", "/home/hub/routes");
        pages.put("hub: webhooks", "/home/hub/webhooks");
        pages.put("hub: health", "/home/hub/health");
        pages.put("hub: business", "/home/hub/business");
        return pages;
    }

    /** Questions that no index answers: each event of the range is looked at. */
    private static Map<String, String> searches() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String all = "/home/categories/sale?range=custom&from=" + today.minusDays(89) + "&to=" + today;
        var pages = new LinkedHashMap<String, String>();
        pages.put("category, week, a text that is nowhere", "/home/categories/sale?range=week&q=nowhere");
        pages.put("category, 90 days, a text that is nowhere", all + "&q=nowhere");
        pages.put("category, week, sorted by a field", "/home/categories/sale?range=week&sort=amount");
        pages.put("category, 90 days, sorted by a field", all + "&sort=amount");
        return pages;
    }

    /** Page after page, round after round, so that what disturbs the machine disturbs all of them. */
    private static Map<String, List<Loaded>> load(Session session, Map<String, String> pages, int warmUp, int rounds) {
        var loaded = new LinkedHashMap<String, List<Loaded>>();
        for (int round = 0; round < warmUp + rounds; round++) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Loaded answer = session.load(page.getValue());
                if (round >= warmUp) {
                    loaded.computeIfAbsent(page.getKey(), name -> new ArrayList<>())
                            .add(answer);
                }
            }
        }
        loaded.forEach((page, answers) -> say("  %s: p95 %.1f ms", page, p95(answers)));
        return loaded;
    }

    private static double p95(List<Loaded> answers) {
        return Spread.percentile(answers.stream().mapToDouble(Loaded::whole).toArray(), 0.95);
    }

    /** Milliseconds from the request that submits an event to its row in the live view. */
    private static double[] live(Session session, URI events, String key) throws IOException {
        BlockingQueue<String> rows = new ArrayBlockingQueue<>(LIVE_EVENTS);
        var millis = new double[LIVE_EVENTS];
        var random = new Random(7);
        try (BufferedReader stream = session.stream("/home/live/stream");
                HttpClient client = HttpClient.newHttpClient()) {
            Thread reader = Thread.ofVirtual().start(() -> read(stream, rows));
            for (int event = 0; event < LIVE_EVENTS; event++) {
                String title = "live-" + event + "-";
                long began = System.nanoTime();
                int status = client.send(
                                Http.postJson(events, key, "{\"category\":\"sale\",\"title\":\"" + title + "\"}"),
                                BodyHandlers.discarding())
                        .statusCode();
                if (status != 202) {
                    throw new BenchFailed("An event was answered with " + status);
                }
                awaitRow(rows, title);
                millis[event] = (System.nanoTime() - began) / 1e6;
                // At any moment between two looks of the live view.
                LockSupport.parkNanos(random.nextLong(BETWEEN.toNanos()));
            }
            reader.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("Interrupted while the live view was watched", e);
        }
        say("  live p50 %.0f ms, p95 %.0f ms", Spread.percentile(millis, 0.5), Spread.percentile(millis, 0.95));
        return millis;
    }

    private static void awaitRow(BlockingQueue<String> rows, String title) throws InterruptedException {
        String row;
        do {
            row = rows.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (row == null) {
                throw new BenchFailed(title + " did not come into the live view within " + PATIENCE);
            }
        } while (!row.contains(title));
    }

    private static void read(BufferedReader stream, BlockingQueue<String> rows) {
        try {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                if (line.contains("live-")) {
                    rows.put(line);
                }
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, List<Paints.Paint>> paints(Session session, URI base, Map<String, String> pages) {
        var paints = new LinkedHashMap<String, List<Paints.Paint>>();
        try (Paints chromium = Paints.start(bench.emptyFolder("chromium"))) {
            chromium.as(session);
            for (int round = 0; round < PAINTS; round++) {
                for (String page : List.of("overview", "category, week", "events", "deliveries", "event")) {
                    paints.computeIfAbsent(page, name -> new ArrayList<>())
                            .add(chromium.of(base.resolve(pages.getOrDefault(page, "/"))));
                }
            }
        }
        return paints;
    }

    private static PartResult report(
            Map<String, List<Loaded>> loaded,
            Map<String, List<Loaded>> searched,
            double[] live,
            Map<String, List<Paints.Paint>> paints,
            int events,
            double counting) {
        double worst =
                loaded.values().stream().mapToDouble(PagesPart::p95).max().orElse(0);
        var goals = List.of(Goal.atMost(
                "p95 of the slowest page's time, of an account with " + Spread.number(events, 0) + " events",
                new Spread(worst, worst, worst),
                PAGE_GOAL,
                1,
                " ms"));
        Table pages = table("page", loaded);
        Table searches = table("search that looks at every event of its range", searched);
        var figures = Table.ofFigures()
                .row(
                        "Events of the account; deliveries",
                        Spread.number(events, 0) + "; " + Spread.number(DELIVERIES, 0))
                .row("All its hours counted anew", Spread.number(counting, 0) + " s")
                .row(
                        "Event submitted to row in the live view, p50; p95",
                        millis(live, 0.5) + "; " + millis(live, 0.95));
        String painted = "";
        if (!paints.isEmpty()) {
            var table = new Table(
                    "page in Chromium, empty cache", "first byte p50", "largest paint p50", "largest paint p95");
            paints.forEach((name, each) -> table.row(
                    name,
                    millis(each.stream().mapToDouble(Paints.Paint::firstByte).toArray(), 0.5),
                    millis(each.stream().mapToDouble(Paints.Paint::largest).toArray(), 0.5),
                    millis(each.stream().mapToDouble(Paints.Paint::largest).toArray(), 0.95)));
            painted = "\n" + table;
        }
        return PartResult.of("The dashboard", goals, figures + "\n" + pages + "\n" + searches + painted);
    }

    private static Table table(String title, Map<String, List<Loaded>> loaded) {
        var table = new Table(title, "compressed", "first byte p50", "whole p50", "whole p95");
        loaded.forEach((name, answers) -> table.row(
                name,
                Spread.number(answers.getFirst().bytes() / 1024.0, 1) + " KiB",
                millis(answers.stream().mapToDouble(Loaded::firstByte).toArray(), 0.5),
                millis(answers.stream().mapToDouble(Loaded::whole).toArray(), 0.5),
                millis(answers.stream().mapToDouble(Loaded::whole).toArray(), 0.95)));
        return table;
    }

    private static String millis(double[] values, double share) {
        return Spread.number(Spread.percentile(values, share), 1) + " ms";
    }
}
