package io.notifyflow.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What delivery counts: attempts by outcome, what arrived and how late, the depth and age of the queue. */
@Component
public class DeliveryMetrics {

    private static final Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);

    /** Estimating would be cheaper, and wrong where it matters: the count covers the pending rows' index alone. */
    private static final String DEPTH =
            """
            SELECT count(*) AS depth,
                   coalesce(extract(epoch FROM now() - to_timestamp(
                       ('x' || left(replace(min(event_id::text), '-', ''), 12))::bit(48)::bigint / 1000.0)), 0) AS age,
                   (SELECT count(*) FROM delivery WHERE status = 'scheduled') AS scheduled
            FROM delivery WHERE status = 'pending'
            """;

    private final MeterRegistry registry;
    private final JdbcClient jdbc;
    private final Counter delivered;
    private final Counter unrouted;
    private final Counter dead;
    private final Timer endToEnd;
    private final DistributionSummary messageSize;
    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong scheduled = new AtomicLong();
    private final AtomicLong ageSeconds = new AtomicLong();

    DeliveryMetrics(MeterRegistry registry, JdbcClient jdbc) {
        this.registry = registry;
        this.jdbc = jdbc;
        delivered = counter("notifyflow.deliveries.delivered", "Deliveries that arrived");
        unrouted = counter("notifyflow.events.unrouted", "Events that no destination was chosen for");
        dead = counter("notifyflow.deliveries.dead.lettered", "Deliveries that were given up");
        endToEnd = Timer.builder("notifyflow.end.to.end")
                .description("From the acceptance of an event to its arrival at a destination")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(registry);
        messageSize = DistributionSummary.builder("notifyflow.delivery.message.events")
                .description("Events that were sent in one message")
                .register(registry);
        Gauge.builder("notifyflow.queue.depth.deliveries", depth, AtomicLong::get)
                .description("Deliveries that are pending, over all hubs")
                .register(registry);
        Gauge.builder("notifyflow.scheduled.deliveries", scheduled, AtomicLong::get)
                .description("Deliveries that wait for the end of quiet hours or for a digest, over all hubs")
                .register(registry);
        Gauge.builder("notifyflow.queue.age", ageSeconds, AtomicLong::get)
                .baseUnit("seconds")
                .description("Age of the oldest event with a pending delivery")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    public void unrouted() {
        unrouted.increment();
    }

    void attempted(Attempt attempt) {
        Counter.builder("notifyflow.delivery.attempts")
                .description("Attempts by kind of destination and outcome; one message is one attempt")
                .tag("type", attempt.batch().type())
                .tag("outcome", attempt.outcome().label())
                .register(registry)
                .increment();
        messageSize.record(attempt.batch().size());
        Instant now = Instant.now();
        for (Attempt.Result result : attempt.results()) {
            if (result.delivered()) {
                delivered.increment();
                endToEnd.record(Duration.between(result.delivery().event().acceptedAt(), now));
            } else if (result.dead()) {
                dead.increment();
            }
        }
    }

    @Scheduled(fixedDelay = 5000)
    void measureQueue() {
        try {
            jdbc.sql(DEPTH).query(row -> {
                depth.set(row.getLong("depth"));
                ageSeconds.set(row.getLong("age"));
                scheduled.set(row.getLong("scheduled"));
            });
        } catch (org.springframework.dao.DataAccessException e) {
            log.debug("The queue cannot be measured for the moment", e);
        }
    }
}
