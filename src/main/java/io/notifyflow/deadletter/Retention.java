package io.notifyflow.deadletter;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets dead letters expire when they have been kept for long enough, and never without a word. */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    /** Bounded, so that the hub's other regular work never waits for it. */
    private static final int BATCH = 5000;

    private static final String EXPIRE =
            """
            WITH old AS (
              SELECT event_id, destination_id FROM delivery
              WHERE status = 'dead' AND settled AND completed_at < now() - make_interval(secs => :kept)
              ORDER BY completed_at LIMIT :batch FOR UPDATE SKIP LOCKED
            ), expired AS (
              UPDATE delivery d SET status = 'expired' FROM old
              WHERE d.event_id = old.event_id AND d.destination_id = old.destination_id
              RETURNING d.id, d.account_id
            )
            SELECT account_id, count(*) AS letters, min(id::text) AS first, max(id::text) AS last
            FROM expired GROUP BY account_id ORDER BY account_id
            """;

    private static final String FORGET_REDRIVES =
            "DELETE FROM redrive WHERE finished_at < now() - make_interval(secs => :kept)";

    private final JdbcClient jdbc;
    private final DeadLetterSettings settings;
    private final DeadLetterMetrics metrics;

    Retention(JdbcClient jdbc, DeadLetterSettings settings, DeadLetterMetrics metrics) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.metrics = metrics;
    }

    private record Expired(UUID account, long letters, String first, String last) {}

    @Scheduled(fixedDelay = 60_000, initialDelay = 30_000)
    void expire() {
        if (settings.keptForEver()) {
            return;
        }
        try {
            expireOld();
        } catch (DataAccessException e) {
            log.warn("Old dead letters cannot be looked for at the moment: {}", e.getMessage());
        }
    }

    private void expireOld() {
        long kept = settings.retention().toSeconds();
        List<Expired> expired = jdbc.sql(EXPIRE)
                .param("kept", kept)
                .param("batch", BATCH)
                .query((row, index) -> new Expired(
                        row.getObject("account_id", UUID.class),
                        row.getLong("letters"),
                        row.getString("first"),
                        row.getString("last")))
                .list();
        for (Expired of : expired) {
            metrics.expired(of.letters());
            log.warn(
                    "Dead letters have expired: {} of account {}, deliveries {} to {}, dead for longer than {} hours",
                    of.letters(),
                    of.account(),
                    of.first(),
                    of.last(),
                    settings.retention().toHours());
        }
        jdbc.sql(FORGET_REDRIVES).param("kept", kept).update();
    }
}
