package io.notifyflow.receipt;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes receipts, and the personal data in them, when they have been kept for long enough. */
@Component
class ReceiptRetention {

    private static final Logger log = LoggerFactory.getLogger(ReceiptRetention.class);
    private static final int BATCH = 5000;

    private static final String REMOVE =
            """
            DELETE FROM webhook_receipt WHERE id IN (
              SELECT id FROM webhook_receipt WHERE received_at < :before AND (state = 'parked') = :parked
              ORDER BY received_at LIMIT :batch FOR UPDATE SKIP LOCKED)
            """;

    private final JdbcClient jdbc;
    private final ReceiptSettings settings;
    private final Clock clock;

    ReceiptRetention(JdbcClient jdbc, ReceiptSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 60_000)
    void run() {
        try {
            remove(settings.retention(), false);
            int parked = remove(settings.parkedRetention(), true);
            if (parked > 0) {
                log.warn(
                        "{} webhooks that nobody replayed are forgotten after {} days",
                        parked,
                        settings.parkedRetention().toDays());
            }
        } catch (DataAccessException e) {
            log.warn("Old receipts of webhooks cannot be removed at the moment: {}", e.getMessage());
        }
    }

    private int remove(Duration kept, boolean parked) {
        return kept.isZero()
                ? 0
                : jdbc.sql(REMOVE)
                        .param("before", clock.instant().minus(kept).atOffset(ZoneOffset.UTC))
                        .param("parked", parked)
                        .param("batch", BATCH)
                        .update();
    }
}
