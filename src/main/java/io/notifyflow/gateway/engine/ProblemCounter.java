package io.notifyflow.gateway.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.event.Problem;
import org.springframework.stereotype.Component;

/** Counts refused requests by reason; the types of problems are few, and none of them is a client's text. */
@Component
public class ProblemCounter {

    private final MeterRegistry registry;

    ProblemCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    public void count(Problem problem) {
        Counter.builder("notifyflow.requests.refused")
                .description("Requests answered with a problem, by its name")
                .tag("reason", problem.type().substring(problem.type().lastIndexOf(':') + 1))
                .register(registry)
                .increment();
    }
}
