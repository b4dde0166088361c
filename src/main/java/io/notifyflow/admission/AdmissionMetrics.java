package io.notifyflow.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.notifyflow.event.Decision;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What admission counts: accepted events, refused ones by reason, the size and time of transactions. */
@Component
class AdmissionMetrics {

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter repeated;
    private final Counter keyReused;
    private final Counter overQuota;
    private final Counter unknownCategory;
    private final Counter unavailable;
    private final Timer commit;
    private final DistributionSummary batch;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
        accepted = Counter.builder("notifyflow.events.accepted")
                .description("Events committed and answered")
                .register(registry);
        repeated = Counter.builder("notifyflow.events.repeated")
                .description("Requests answered with an event accepted before, by their Idempotency-Key")
                .register(registry);
        keyReused = refused("key_reused");
        overQuota = refused("over_quota");
        unknownCategory = refused("unknown_category");
        unavailable = refused("unavailable");
        commit = Timer.builder("notifyflow.admission.commit")
                .description("One transaction of admission, from its first row to its commit")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(2))
                .register(registry);
        batch = DistributionSummary.builder("notifyflow.admission.batch.events")
                .description("Submissions that shared a transaction")
                .register(registry);
    }

    private Counter refused(String reason) {
        return Counter.builder("notifyflow.events.refused")
                .description("Submissions refused by admission, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    void watchQueue(Collection<Waiting> queue) {
        Gauge.builder("notifyflow.admission.waiting.events", queue, Collection::size)
                .description("Submissions that wait for a transaction")
                .register(registry);
    }

    void committed(int rows, long nanos) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
        batch.record(rows);
    }

    void decided(Decision decision) {
        switch (decision) {
            case Decision.Accepted a -> accepted.increment();
            case Decision.Repeated r -> repeated.increment();
            case Decision.KeyReused k -> keyReused.increment();
            case Decision.OverQuota o -> overQuota.increment();
            case Decision.UnknownCategory c -> unknownCategory.increment();
            case Decision.Unavailable u -> unavailable.increment();
        }
    }
}
