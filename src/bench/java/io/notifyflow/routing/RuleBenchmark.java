package io.notifyflow.routing;

import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A tenant's rule on an event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RuleBenchmark {

    private final RuleLanguage language = new RuleLanguage();
    private final EventContent event = new EventContent(
            "sale",
            "Order 81726",
            "A customer in Graz bought the yearly plan after a trial of two weeks.",
            Map.of(
                    "amount", new FieldValue.Numeric(new BigDecimal("49.90")),
                    "currency", new FieldValue.Text("EUR")),
            null,
            null,
            null);

    @Benchmark
    public boolean routingRule() {
        return language.matches("category == 'sale' && fields.amount > 1000", RuleInput.of(event));
    }
}
