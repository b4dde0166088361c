package io.notifyflow.bench.load;

import io.notifyflow.bench.report.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One measurement of the baseline or the hub.
 *
 * @param perSecond      events accepted, or rows inserted, a second
 * @param p50            milliseconds
 * @param p99            milliseconds
 * @param hubMicros      processor time of the hub for one event; 0 for the baseline
 * @param postgresMicros processor time of PostgreSQL for one event
 */
public record Sample(double perSecond, double p50, double p99, double hubMicros, double postgresMicros) {

    /** A figure of a sample, for tables. */
    public interface Figure extends ToDoubleFunction<Sample> {}

    public double micros() {
        return hubMicros + postgresMicros;
    }

    public static Spread spread(List<Sample> samples, Figure figure) {
        return Spread.of(
                samples.stream().map(sample -> figure.applyAsDouble(sample)).toList());
    }

    /** One figure divided by the other, round by round. */
    public static Spread ratio(List<Sample> samples, Figure figure, List<Sample> others, Figure other) {
        return Spread.of(IntStream.range(0, Math.min(samples.size(), others.size()))
                .mapToObj(round -> figure.applyAsDouble(samples.get(round)) / other.applyAsDouble(others.get(round)))
                .toList());
    }
}
