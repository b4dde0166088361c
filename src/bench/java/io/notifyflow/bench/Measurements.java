package io.notifyflow.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** All that was measured, round by round. */
final class Measurements {

    /** Samples of the baseline by its number of clients. */
    final Map<Integer, List<Sample>> baseline = new TreeMap<>();

    final Map<Scenario, List<Sample>> hub = new EnumMap<>(Scenario.class);
    final List<PacedClient.Latency> latencies = new ArrayList<>();
    /** Deliveries a second while events came in, and after. */
    final List<Double> deliveredUnderLoad = new ArrayList<>();

    final List<Double> deliveredAfterLoad = new ArrayList<>();
    /** Processor time of the hub and PostgreSQL for one delivery after the load, in microseconds. */
    final List<Double> deliveryHubMicros = new ArrayList<>();

    final List<Double> deliveryPostgresMicros = new ArrayList<>();
    final List<Double> freshStartSeconds = new ArrayList<>();
    final List<Double> laterStartSeconds = new ArrayList<>();
    final List<Double> mebibytesAfterStart = new ArrayList<>();
    double mebibytesAfterLoad;
    long eventsBeforeThat;
    double mebibytesAtTheEnd;

    void add(int clients, Sample sample) {
        baseline.computeIfAbsent(clients, absent -> new ArrayList<>()).add(sample);
    }

    void add(Scenario scenario, Sample sample) {
        hub.computeIfAbsent(scenario, absent -> new ArrayList<>()).add(sample);
    }

    static Spread spread(List<Sample> samples, Sample.Figure figure) {
        return Spread.of(
                samples.stream().map(sample -> figure.applyAsDouble(sample)).toList());
    }

    /** The hub's figure divided by the baseline's of the same round. */
    Spread ratio(Scenario scenario, Sample.Figure figure) {
        List<Sample> measured = samples(scenario);
        List<Sample> compared = samples(scenario.clients);
        return Spread.of(IntStream.range(0, measured.size())
                .mapToObj(
                        round -> figure.applyAsDouble(measured.get(round)) / figure.applyAsDouble(compared.get(round)))
                .toList());
    }

    /** Accept-to-sandbox medians divided by the median time of one insert by one client in the same round. */
    Spread latencyRatio() {
        List<Sample> compared = samples(1);
        return Spread.of(IntStream.range(0, latencies.size())
                .mapToObj(round ->
                        latencies.get(round).p50() / compared.get(round).p50())
                .toList());
    }

    List<Sample> samples(Scenario scenario) {
        return hub.getOrDefault(scenario, List.of());
    }

    List<Sample> samples(int clients) {
        return baseline.getOrDefault(clients, List.of());
    }
}
