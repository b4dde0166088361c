package io.notifyflow.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets idempotency keys earlier than usual, for who asks for it: an event with such a key is then a new one. It is done
 * before the event is admitted, by itself, so that admission is the same for everybody; of several that ask at once,
 * over any number of hubs, admission still accepts one.
 */
@Component("earlyExpiry")
class EarlyExpiry {

    /** In one order, so that two that have keys in common wait for each other one after the other. */
    private static final String EXPIRE =
            """
            DELETE FROM idempotency WHERE (account_id, key) IN (
              SELECT account_id, key FROM idempotency
              WHERE account_id = :account AND key = ANY (:keys)
                AND created_at <= clock_timestamp() - make_interval(secs => :age)
              ORDER BY key FOR UPDATE)
            """;

    private final JdbcClient jdbc;

    EarlyExpiry(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param events in the shape of the event API
     * @param age    of keys that are forgotten
     */
    void expire(Account account, JsonNode events, Duration age) {
        String[] keys = StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.path("idempotencyKey").asText())
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        if (keys.length > 0) {
            var unused = jdbc.sql(EXPIRE)
                    .param("account", account.id())
                    .param("keys", keys)
                    .param("age", age.toMillis() / 1000.0)
                    .update();
        }
    }
}
