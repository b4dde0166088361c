package io.notifyflow.account;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** When each API key was last used; written down once in a while, for a row a request would cost more than it tells. */
@Component
class KeyUses implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(KeyUses.class);

    static final String WRITE =
            """
            INSERT INTO api_key_use (key_id, last_used_at)
            SELECT u.id, u.at FROM unnest(CAST(:ids AS uuid[]), CAST(:times AS timestamptz[])) AS u(id, at)
            JOIN api_key k ON k.id = u.id
            ON CONFLICT (key_id) DO UPDATE
            SET last_used_at = greatest(api_key_use.last_used_at, excluded.last_used_at)
            """;

    private final JdbcClient jdbc;
    private final Map<UUID, Instant> open = new ConcurrentHashMap<>();
    private volatile boolean running;

    KeyUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void used(UUID key, Instant at) {
        open.put(key, at);
    }

    @Scheduled(fixedDelayString = "${notifyflow.keys.write-uses:30s}")
    void write() {
        Map<UUID, Instant> uses = new HashMap<>(open);
        if (uses.isEmpty()) {
            return;
        }
        try {
            jdbc.sql(WRITE)
                    .param("ids", uses.keySet().toArray(UUID[]::new))
                    .param("times", uses.values().stream().map(Timestamp::from).toArray(Timestamp[]::new))
                    .update();
            uses.forEach(open::remove);
        } catch (DataAccessException e) {
            log.debug("The last uses of {} API keys are written later", uses.size(), e);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        write();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
