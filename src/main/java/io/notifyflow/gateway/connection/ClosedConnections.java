package io.notifyflow.gateway.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections that the hub closed by itself; the log has at most one line a minute about all of them. */
final class ClosedConnections {

    private static final Logger log = LoggerFactory.getLogger(ClosedConnections.class);
    private static final long LOG_NANOS = 60_000_000_000L;

    /** Why the hub closed a connection. */
    enum Reason {
        /** The head of a request did not become complete in time. */
        SLOW_HEAD,
        /** The body of a request did not become complete in time. */
        SLOW_BODY,
        /** The client did not read an answer in time. */
        SLOW_READER,
        /** What came was not valid HTTP. */
        INVALID,
        /** The client had too many connections, or all clients together. */
        TOO_MANY,
        /** Bodies held more bytes than they may. */
        TOO_MANY_BYTES
    }

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    private final Map<Reason, AtomicLong> unlogged = new EnumMap<>(Reason.class);
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_NANOS);

    ClosedConnections(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("notifyflow.connections.closed")
                            .description("Connections that the hub closed by itself")
                            .tag("reason", name(reason))
                            .register(registry));
            unlogged.put(reason, new AtomicLong());
        }
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void count(Reason reason) {
        counters.get(reason).increment();
        unlogged.get(reason).incrementAndGet();
    }

    /** Called now and then; what is invalid alone is worth no line. */
    void log(long now) {
        long last = lastLogged.get();
        if (now - last < LOG_NANOS
                || unlogged.entrySet().stream()
                        .allMatch(each -> each.getKey() == Reason.INVALID
                                || each.getValue().get() == 0)
                || !lastLogged.compareAndSet(last, now)) {
            return;
        }
        log.warn(
                "Connections that the hub closed since the last such line: {}",
                unlogged.entrySet().stream()
                        .map(each -> name(each.getKey()) + " " + each.getValue().getAndSet(0))
                        .collect(Collectors.joining(", ")));
    }
}
