package io.notifyflow.bench.parts;

import io.notifyflow.bench.report.PartResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The parts by their names, in the order in which they are run and reported. */
public enum Part {
    ACCEPT(bench -> new AcceptPart(bench).measure()),
    BATCH(bench -> new BatchPart(bench).measure()),
    LATENCY(bench -> new LatencyPart(bench).measure()),
    DELIVERED(bench -> new DeliveredPart(bench).measure()),
    BACKLOGS(bench -> new BacklogsPart(bench).measure()),
    START(bench -> new StartPart(bench).measure()),
    MEMORY(bench -> new MemoryPart(bench).measure()),
    STORED(bench -> new StoredPart(bench).measure()),
    OVERLOAD(bench -> new OverloadPart(bench).measure()),
    PAGES(bench -> new PagesPart(bench).measure()),
    EDITS(bench -> new EditsPart(bench).measure()),
    PEERS(bench -> new PeersPart(bench).measure()),
    MICRO(bench -> new MicroPart(bench).measure());

    private final Measurement measurement;

    Part(Measurement measurement) {
        this.measurement = measurement;
    }

    private interface Measurement {
        PartResult of(Bench bench) throws IOException;
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Part::title).toList();
    }

    public static Part of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public PartResult measure(Bench bench) throws IOException {
        return measurement.of(bench);
    }
}
