package io.notifyflow.source.request;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts what arrives at sources; types are those that have routes, so there are few. */
@Component
class RequestMetrics {

    private record Labels(String type, Outcome outcome) {}

    private final MeterRegistry registry;
    private final Map<Labels, Counter> counters = new ConcurrentHashMap<>();
    private final Counter unrecorded;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        unrecorded = Counter.builder("notifyflow.source.requests.unrecorded")
                .description("Requests of sources whose record was left out, since too many came at once")
                .register(registry);
    }

    void count(String type, Outcome outcome) {
        counters.computeIfAbsent(new Labels(type, outcome), this::counter).increment();
    }

    private Counter counter(Labels labels) {
        return Counter.builder("notifyflow.source.requests")
                .description("What arrived at sources, or was found where the hub asks, by what became of it")
                .tag("type", labels.type())
                .tag("outcome", labels.outcome().text())
                .register(registry);
    }

    void unrecorded(long requests) {
        unrecorded.increment(requests);
    }
}
