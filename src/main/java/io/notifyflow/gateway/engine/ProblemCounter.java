package io.notifyflow.gateway.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.event.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts refused requests by reason; the types of problems are few, and none of them is a client's text. */
@Component
public class ProblemCounter {

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    ProblemCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    public void count(Problem problem) {
        counters.computeIfAbsent(problem.type(), this::counter).increment();
    }

    private Counter counter(String type) {
        return Counter.builder("notifyflow.requests.refused")
                .description("Requests answered with a problem, by its name")
                .tag("reason", type.substring(type.lastIndexOf(':') + 1))
                .register(registry);
    }
}
