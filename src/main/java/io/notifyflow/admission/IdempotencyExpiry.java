package io.notifyflow.admission;

import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets old idempotency keys, a bounded number at a time so that admission never waits for it. */
@Component
class IdempotencyExpiry {

    private static final int BATCH = 5000;

    private static final String EXPIRE =
            """
            DELETE FROM idempotency WHERE (account_id, key) IN (
              SELECT account_id, key FROM idempotency
              WHERE created_at < now() - make_interval(secs => :kept)
              ORDER BY created_at LIMIT :batch FOR UPDATE SKIP LOCKED)
            """;

    private final JdbcClient jdbc;
    private final AdmissionSettings settings;

    IdempotencyExpiry(JdbcClient jdbc, AdmissionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @Scheduled(fixedDelay = 10, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void expire() {
        int expired;
        do {
            expired = jdbc.sql(EXPIRE)
                    .param("kept", settings.idempotencyKept().toSeconds())
                    .param("batch", BATCH)
                    .update();
        } while (expired == BATCH);
    }
}
