package io.notifyflow.outbox;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes the rows of the outbox whose events are settled, many at a time. A row that a crash leaves behind is swept,
 * and nothing comes of it: its deliveries are stored.
 */
@Component
public class OutboxCleaner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxCleaner.class);
    /** Stops after delivery. */
    private static final int PHASE = Integer.MAX_VALUE - 1400;

    static final String DELETE = "DELETE FROM event_outbox WHERE first_id = ANY(CAST(:rows AS uuid[]))";

    private final Outbox outbox;
    private final JdbcClient jdbc;
    private volatile boolean running;

    OutboxCleaner(Outbox outbox, JdbcClient jdbc) {
        this.outbox = outbox;
        this.jdbc = jdbc;
    }

    /** Deletes what is settled by now; somebody may wait to see it gone. */
    @Scheduled(fixedDelay = 100, timeUnit = TimeUnit.MILLISECONDS)
    public void clean() {
        List<UUID> rows = outbox.settledRows();
        if (rows.isEmpty()) {
            return;
        }
        try {
            jdbc.sql(DELETE).param("rows", rows.toArray(UUID[]::new)).update();
            outbox.deleted(rows);
        } catch (DataAccessException e) {
            outbox.notDeleted(rows);
            log.warn(
                    "{} rows of the outbox cannot be deleted for the moment: {}",
                    rows.size(),
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        clean();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
