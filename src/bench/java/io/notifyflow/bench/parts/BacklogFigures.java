package io.notifyflow.bench.parts;

import io.notifyflow.bench.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What was measured of backlogs, start by start. */
final class BacklogFigures {

    final List<Double> unthrottledPerSecond = new ArrayList<>();
    final List<Double> unthrottledMicros = new ArrayList<>();
    final List<Double> aloneOnEmpty = new ArrayList<>();
    final List<Double> aloneInMonth = new ArrayList<>();
    final List<Double> bucketsRatio = new ArrayList<>();
    final List<Double> bucketsRefused = new ArrayList<>();
    final List<Double> bucketsEarly = new ArrayList<>();
    final List<Double> bucketsMessages = new ArrayList<>();
    final List<Double> startWithout = new ArrayList<>();
    final List<Double> startWith = new ArrayList<>();
    final List<Double> memoryWithout = new ArrayList<>();
    final List<Double> memoryWith = new ArrayList<>();
    final List<Double> memoryDrained = new ArrayList<>();
    final List<Double> copySeconds = new ArrayList<>();
    final List<Double> deliveredAfterStart = new ArrayList<>();
    final List<Double> deliveredAfterReady = new ArrayList<>();

    Spread aloneRatio() {
        return ratio(aloneInMonth, aloneOnEmpty);
    }

    Spread perCopy() {
        return ratio(deliveredAfterStart, copySeconds);
    }

    private static Spread ratio(List<Double> figures, List<Double> dividedBy) {
        return Spread.of(IntStream.range(0, figures.size())
                .mapToObj(i -> figures.get(i) / dividedBy.get(i))
                .toList());
    }
}
