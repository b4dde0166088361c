package io.notifyflow.bench;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results as Markdown, to be read on a terminal and pasted into docs/performance.md. */
final class Report {

    private final Measurements measured;
    private final String about;

    /**
     * @param about a sentence on the machine and the commit
     */
    Report(Measurements measured, String about) {
        this.measured = measured;
        this.about = about;
    }

    String markdown() {
        return String.join("\n", about, "", accepting(), processorTime(), delivering(), startAndMemory());
    }

    private String accepting() {
        var table = new StringBuilder(
                """
                ### Accepting

                | | connections | events/s | ÷ baseline | p50 ms | p99 ms |
                |---|---|---|---|---|---|
                """);
        measured.baseline.forEach((clients, samples) -> row(
                table,
                "baseline: one INSERT per transaction",
                Integer.toString(clients),
                Measurements.spread(samples, Sample::perSecond).text(0),
                "1",
                Measurements.spread(samples, Sample::p50).text(2),
                Measurements.spread(samples, Sample::p99).text(2)));
        measured.hub.forEach((scenario, samples) -> row(
                table,
                scenario.title,
                Integer.toString(scenario.connections),
                Measurements.spread(samples, Sample::perSecond).text(0),
                measured.ratio(scenario, Sample::perSecond).text(2),
                Measurements.spread(samples, Sample::p50).text(2),
                Measurements.spread(samples, Sample::p99).text(2)));
        return table.toString();
    }

    private String processorTime() {
        var table = new StringBuilder(
                """
                ### Processor time for one event, µs

                | | connections | hub | PostgreSQL | together | ÷ baseline |
                |---|---|---|---|---|---|
                """);
        measured.baseline.forEach((clients, samples) -> row(
                table,
                "baseline: one INSERT per transaction",
                Integer.toString(clients),
                "",
                Measurements.spread(samples, Sample::postgresMicros).text(0),
                Measurements.spread(samples, Sample::micros).text(0),
                "1"));
        measured.hub.forEach((scenario, samples) -> {
            if (!scenario.delivers()) {
                row(
                        table,
                        scenario.title,
                        Integer.toString(scenario.connections),
                        Measurements.spread(samples, Sample::hubMicros).text(0),
                        Measurements.spread(samples, Sample::postgresMicros).text(0),
                        Measurements.spread(samples, Sample::micros).text(0),
                        measured.ratio(scenario, Sample::micros).text(2));
            }
        });
        if (!measured.deliveryHubMicros.isEmpty()) {
            row(
                    table,
                    "one delivery to the sandbox",
                    "",
                    Spread.of(measured.deliveryHubMicros).text(0),
                    Spread.of(measured.deliveryPostgresMicros).text(0),
                    "",
                    "");
        }
        return table.toString();
    }

    private String delivering() {
        var table = new StringBuilder(
                """
                ### Delivering to the sandbox

                | | |
                |---|---|
                """);
        row(
                table,
                "deliveries/s while events come in as fast as they are accepted",
                Spread.of(measured.deliveredUnderLoad).text(0));
        row(
                table,
                "deliveries/s of what was left then",
                measured.deliveredAfterLoad.isEmpty()
                        ? "nothing was left"
                        : Spread.of(measured.deliveredAfterLoad).text(0));
        row(
                table,
                "sending → sandbox at " + PacedClient.PER_SECOND + " events/s, p50 ms",
                latency(PacedClient.Latency::p50));
        row(table, "the same, p99 ms", latency(PacedClient.Latency::p99));
        row(
                table,
                "the p50 ÷ p50 of one INSERT by one client",
                measured.latencyRatio().text(1));
        row(table, "sending → 202 in the same run, p50 ms", latency(PacedClient.Latency::acceptP50));
        row(table, "the same, p99 ms", latency(PacedClient.Latency::acceptP99));
        return table.toString();
    }

    private String latency(ToDoubleFunction<PacedClient.Latency> figure) {
        return Spread.of(measured.latencies.stream()
                        .map(latency -> figure.applyAsDouble(latency))
                        .toList())
                .text(2);
    }

    private String startAndMemory() {
        var table = new StringBuilder(
                """
                ### Start and memory

                | | |
                |---|---|
                """);
        row(
                table,
                "start to first accepted event, s: new data directory",
                Spread.of(measured.freshStartSeconds).text(1));
        row(
                table,
                "the same on an existing data directory",
                Spread.of(measured.laterStartSeconds).text(1));
        row(
                table,
                "hub's resident memory after the start, MiB",
                Spread.of(measured.mebibytesAfterStart).text(0));
        row(
                table,
                String.format(Locale.ROOT, "after %,d events", measured.eventsBeforeThat)
                        .replace(',', ' '),
                String.format(Locale.ROOT, "%.0f", measured.mebibytesAfterLoad));
        row(table, "at the end of all rounds", String.format(Locale.ROOT, "%.0f", measured.mebibytesAtTheEnd));
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
