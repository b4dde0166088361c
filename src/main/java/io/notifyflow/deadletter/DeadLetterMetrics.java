package io.notifyflow.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many dead letters there are, how many were redriven, and how many have expired. */
@Component
class DeadLetterMetrics {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterMetrics.class);

    private final JdbcClient jdbc;
    private final AtomicLong letters = new AtomicLong();
    private final Counter redriven;
    private final Counter expired;

    DeadLetterMetrics(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        Gauge.builder("notifyflow.dead.letters", letters, AtomicLong::get)
                .description("Dead letters that can be redriven, over all hubs")
                .register(registry);
        redriven = Counter.builder("notifyflow.dead.letters.redriven")
                .description("Dead letters put back into the queue")
                .register(registry);
        expired = Counter.builder("notifyflow.dead.letters.expired")
                .description("Dead letters that were kept for as long as dead letters are")
                .register(registry);
    }

    void redriven(int count) {
        redriven.increment(count);
    }

    void expired(long count) {
        expired.increment(count);
    }

    /** Counts no more than the index of the dead ones holds. */
    @Scheduled(fixedDelay = 10_000)
    void measure() {
        try {
            letters.set(jdbc.sql("SELECT count(*) FROM delivery WHERE status = 'dead'")
                    .query(Long.class)
                    .single());
        } catch (DataAccessException e) {
            log.debug("Dead letters cannot be counted for the moment", e);
        }
    }
}
