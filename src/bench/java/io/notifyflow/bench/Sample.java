package io.notifyflow.bench;

import java.util.function.ToDoubleFunction;

/**
 * One measurement of the baseline or the hub.
 *
 * @param perSecond      events accepted, or rows inserted, a second
 * @param p50            milliseconds
 * @param p99            milliseconds
 * @param hubMicros      processor time of the hub for one event; 0 for the baseline
 * @param postgresMicros processor time of PostgreSQL for one event
 */
record Sample(double perSecond, double p50, double p99, double hubMicros, double postgresMicros) {

    /** A figure of a sample, for tables. */
    interface Figure extends ToDoubleFunction<Sample> {}

    double micros() {
        return hubMicros + postgresMicros;
    }
}
