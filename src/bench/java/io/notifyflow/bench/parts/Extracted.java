package io.notifyflow.bench.parts;

import static io.notifyflow.bench.machine.Progress.say;

import io.notifyflow.bench.hub.Hub;
import io.notifyflow.bench.hub.HubDatabase;
import io.notifyflow.bench.hub.HubLaunch;
import io.notifyflow.bench.load.Wrk;
import io.notifyflow.bench.machine.BenchFailed;
import io.notifyflow.bench.machine.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The jar taken apart, as the image has it. */
final class Extracted {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration TRAINING = Duration.ofSeconds(3);

    private final Bench bench;
    private final Path folder;

    private Extracted(Bench bench, Path folder) {
        this.bench = bench;
        this.folder = folder;
    }

    static Extracted of(Bench bench) {
        Path folder = bench.emptyFolder("extracted");
        var unused = bench.commands()
                .run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                Program.java(),
                                "-Djarmode=tools",
                                "-jar",
                                bench.settings().jar().toString(),
                                "extract",
                                "--destination",
                                folder.toString()));
        return new Extracted(bench, folder);
    }

    Path jar() {
        return folder.resolve("notifyflow.jar");
    }

    HubLaunch launch() {
        return HubLaunch.of(bench.settings()).from(jar());
    }

    /** From the same jar with a cache of what a hub loads that accepts and delivers some events. */
    HubLaunch launchCached() {
        Path cache = folder.resolve("app.aot");
        if (!Files.exists(cache)) {
            train(cache);
        }
        return launch().withOption("-XX:AOTCache=" + cache);
    }

    private void train(Path cache) {
        say("  training run for the AOT cache");
        Path data = bench.emptyFolder("training-data");
        Path keys = data.resolveSibling("training.keys");
        try (Hub hub = Hub.start(bench.settings(), launch().withOption("-XX:AOTCacheOutput=" + cache), data);
                var database = new HubDatabase(hub)) {
            database.prepare();
            database.writeKeys("sandbox", 10, keys);
            new Wrk(bench.settings(), bench.commands()).events(hub.events(), 2, TRAINING, keys);
            if (!database.awaitSettled(LIMIT)) {
                throw new BenchFailed("The events of the training run were not delivered within " + LIMIT);
            }
        } finally {
            Bench.delete(data);
        }
        if (!Files.exists(cache)) {
            throw new BenchFailed("The training run left no AOT cache; see hub.log");
        }
    }
}
