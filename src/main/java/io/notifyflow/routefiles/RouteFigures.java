package io.notifyflow.routefiles;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How often each route ran on this hub since it started, how long that took, and how it failed last. */
@Component
public class RouteFigures {

    private static final double NANOS_PER_MILLI = 1e6;

    private final ConcurrentMap<String, OfRoute> routes = new ConcurrentHashMap<>();

    /** All versions of a route are one. */
    public OfRoute of(String routeId) {
        OfRoute known = routes.get(routeId);
        return known == null ? routes.computeIfAbsent(routeId, id -> new OfRoute()) : known;
    }

    /**
     * A failure, without its message, which may quote what is secret.
     *
     * @param reason     the class of the exception, or the status of the answer
     * @param exchangeId by which the log can be searched
     */
    record Failure(String reason, String exchangeId, Instant at) {}

    /** One route. Any number of threads count at once. */
    public static final class OfRoute {
        private final LongAdder completed = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private volatile long last;
        private volatile @Nullable Failure lastFailure;

        public void completed(long took) {
            completed.increment();
            took(took);
        }

        /** @param reason the class of the exception, or the status of the answer; nothing that was sent */
        public void failed(long took, String reason, String exchangeId) {
            lastFailure = new Failure(reason, exchangeId, Instant.now());
            failed.increment();
            took(took);
        }

        private void took(long took) {
            nanos.add(took);
            last = took;
        }

        long completed() {
            return completed.sum();
        }

        long failed() {
            return failed.sum();
        }

        @Nullable
        Double meanMillis() {
            long ended = completed() + failed();
            return ended == 0 ? null : rounded(nanos.sum() / NANOS_PER_MILLI / ended);
        }

        @Nullable
        Double lastMillis() {
            return completed() + failed() == 0 ? null : rounded(last / NANOS_PER_MILLI);
        }

        private static Double rounded(double millis) {
            return Math.round(millis * 1000) / 1000.0;
        }

        @Nullable
        Failure lastFailure() {
            return lastFailure;
        }
    }
}
