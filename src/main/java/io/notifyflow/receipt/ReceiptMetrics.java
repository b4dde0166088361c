package io.notifyflow.receipt;

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

/** What became of webhooks, and how many are parked. */
@Component
class ReceiptMetrics {

    private static final Logger log = LoggerFactory.getLogger(ReceiptMetrics.class);

    private final JdbcClient jdbc;
    private final MeterRegistry registry;
    private final AtomicLong parked = new AtomicLong();

    ReceiptMetrics(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.registry = registry;
        Gauge.builder("notifyflow.webhook.receipts.parked", parked, AtomicLong::get)
                .description("Webhooks that an operator should look at, over all hubs")
                .register(registry);
    }

    void settled(String provider, Settled settled) {
        Counter.builder("notifyflow.webhook.receipts")
                .description("Webhooks of providers, by what became of them")
                .tag("provider", provider)
                .tag("state", settled.state().text())
                .register(registry)
                .increment();
    }

    @Scheduled(fixedDelay = 10_000)
    void measure() {
        try {
            parked.set(jdbc.sql("SELECT count(*) FROM webhook_receipt WHERE state = 'parked'")
                    .query(Long.class)
                    .single());
        } catch (DataAccessException e) {
            log.debug("Parked webhooks cannot be counted for the moment", e);
        }
    }
}
