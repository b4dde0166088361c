package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.load.Sample;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What many stored events, and many accounts, cost those that come in: two hubs, of which one is idle in turn. */
final class StoredPart {

    private static final int CONNECTIONS = 64;
    private static final int CHUNK = 250_000;

    private final Bench bench;
    private final List<Sample> empty = new ArrayList<>();
    private final List<Sample> accounts = new ArrayList<>();
    private final List<Sample> stored = new ArrayList<>();

    StoredPart(Bench bench) {
        this.bench = bench;
    }

    PartResult measure() {
        try (Rig rig = Rig.start(bench);
                Rig full = Rig.start(bench, HubLaunch.of(bench.settings()), "data-stored")) {
            rig.database().addAccounts("many", bench.settings().storedAccounts());
            rig.warmUp();
            full.warmUp();
            fill(full);
            Path manyKeys = rig.keys("many", bench.settings().storedAccounts());
            // Each account is read from the database once, which is not what is measured.
            send(rig, manyKeys);
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                say("Stored, round %d of %d", round, bench.settings().rounds());
                rig.database().empty();
                empty.add(send(rig, rig.keys("plain", 1)));
                full.database().checkpoint();
                stored.add(send(full, full.keys("plain", 1)));
                rig.database().empty();
                accounts.add(send(rig, manyKeys));
            }
        }
        return PartResult.of("Many events stored, many accounts", goals(), table().toString());
    }

    private void fill(Rig rig) {
        int events = bench.settings().storedEvents();
        rig.database().openPastMonths();
        for (int first = 1; first <= events; first += CHUNK) {
            int last = Math.min(events, first + CHUNK - 1);
            rig.database().addStored(first, last, events);
            if (last == events || last % (CHUNK * 4) == 0) {
                say("  %d of %d events stored", last, events);
            }
        }
        rig.database().settleStored();
    }

    private Sample send(Rig rig, Path keys) {
        Sample sample = rig.acceptOnTop(CONNECTIONS, 1, () -> rig.wrk()
                .events(rig.hub().events(), CONNECTIONS, bench.settings().measured(), keys));
        say("  %.0f/s", sample.perSecond());
        return sample;
    }

    private List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        "accept rate with " + thousands(bench.settings().storedEvents())
                                + " events stored ÷ empty database, one account",
                        ratio(stored),
                        0.9),
                Goal.atLeast(
                        "accept rate with " + thousands(bench.settings().storedAccounts())
                                + " accounts ÷ empty database, one account",
                        ratio(accounts),
                        0.9));
    }

    private Spread ratio(List<Sample> samples) {
        return Sample.ratio(samples, Sample::perSecond, empty, Sample::perSecond);
    }

    private Table table() {
        var table = new Table(CONNECTIONS + " connections", "events/s", "÷ empty", "p99 ms", "µs for one event");
        row(table, "empty database, one account", empty);
        row(table, thousands(bench.settings().storedEvents()) + " events stored, one account", stored);
        row(table, "empty database, " + thousands(bench.settings().storedAccounts()) + " accounts", accounts);
        return table;
    }

    private void row(Table table, String name, List<Sample> samples) {
        table.row(
                name,
                Sample.spread(samples, Sample::perSecond).text(0),
                ratio(samples).text(2),
                Sample.spread(samples, Sample::p99).text(2),
                Sample.spread(samples, Sample::micros).text(0));
    }

    private static String thousands(int value) {
        return Spread.number(value, 0);
    }
}
