package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.report.BarChart;
import io.notifyflow.bench.report.Goal;
import io.notifyflow.bench.report.PartResult;
import io.notifyflow.bench.report.Picture;
import io.notifyflow.bench.report.Spread;
import io.notifyflow.bench.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** From the start of the process to the answer to its first event. */
final class StartPart {

    private final Bench bench;
    private final Starts fresh = new Starts();
    private final Starts packaged = new Starts();
    private final Starts extracted = new Starts();
    private final Starts cached = new Starts();

    StartPart(Bench bench) {
        this.bench = bench;
    }

    private static final class Starts {
        final List<Double> seconds = new ArrayList<>();
        final List<Double> processorSeconds = new ArrayList<>();
        final List<Double> mebibytes = new ArrayList<>();

        void add(Hub hub) {
            seconds.add(hub.startSeconds());
            processorSeconds.add(hub.processorTime().hub() / 1e6);
            mebibytes.add(hub.residentMebibytes());
        }

        Spread dividedBy(Starts others) {
            return Spread.of(IntStream.range(0, seconds.size())
                    .mapToObj(i -> seconds.get(i) / others.seconds.get(i))
                    .toList());
        }

        void row(Table table, String name) {
            table.row(
                    name,
                    Spread.of(seconds).text(1),
                    Spread.of(processorSeconds).text(1),
                    Spread.of(mebibytes).text(0));
        }
    }

    PartResult measure() {
        HubLaunch asJar = HubLaunch.of(bench.settings());
        Extracted taken = Extracted.of(bench);
        HubLaunch withCache = taken.launchCached();
        for (int i = 1; i <= bench.settings().starts(); i++) {
            say("Start, %d of %d", i, bench.settings().starts());
            Path data = bench.emptyFolder("start-data");
            start(asJar, data, fresh);
            start(asJar, data, packaged);
            start(taken.launch(), data, extracted);
            start(withCache, data, cached);
            Bench.delete(data);
        }
        return PartResult.of("Starting", goals(), table().toString(), picture());
    }

    private void start(HubLaunch launch, Path data, Starts starts) {
        try (Hub hub = Hub.start(bench.settings(), launch, data)) {
            starts.add(hub);
            say("  %.1f s", hub.startSeconds());
        }
    }

    private List<Goal> goals() {
        return List.of(Goal.atMost(
                "start to first accepted event on existing data: with AOT cache ÷ without",
                cached.dividedBy(extracted),
                0.5));
    }

    private Table table() {
        var table =
                new Table("start to first accepted event", "s", "processor time of the hub, s", "resident memory, MiB");
        fresh.row(table, "the jar, on a new data directory");
        packaged.row(table, "the jar, on existing data");
        extracted.row(table, "the extracted jar, on existing data");
        cached.row(table, "the extracted jar with AOT cache, on existing data");
        table.row("with AOT cache ÷ extracted", cached.dividedBy(extracted).text(2), "", "");
        return table.row("with AOT cache ÷ jar", cached.dividedBy(packaged).text(2), "", "");
    }

    private Picture picture() {
        return new BarChart("Start to first accepted event, s")
                .compared("jar, new data directory", Spread.of(fresh.seconds), 1)
                .bar("jar", Spread.of(packaged.seconds), 1)
                .bar("extracted jar", Spread.of(extracted.seconds), 1)
                .bar("extracted jar with AOT cache", Spread.of(cached.seconds), 1)
                .picture("start");
    }
}
