package io.notifyflow.source.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When there was a ping, or an event of a category. */
@Repository
class SignsOfLife {

    /** Only what stays away is looked at when it is due; what is back, at once. */
    private static final String PING =
            """
            UPDATE source_poll SET
              pinged_at = clock_timestamp(),
              next_poll_at = CASE WHEN cursor ->> 'silent' = 'true' THEN clock_timestamp() ELSE next_poll_at END
            WHERE source_id = :source
            """;

    private static final String NEWEST =
            """
            SELECT id FROM event WHERE account_id = :account AND category = :category AND id > :after
            ORDER BY id DESC LIMIT 1
            """;

    /** Ids are taken before the commit, and by the clock of each hub. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private static final int TIME_SHIFT = 16;

    private final JdbcClient jdbc;

    SignsOfLife(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void ping(UUID source) {
        var unused = jdbc.sql(PING).param("source", source).update();
    }

    /** The time of the newest event of a category, if there was one after, or a little before, another time. */
    Optional<Instant> newest(UUID account, String category, Instant after) {
        long floor = after.minus(LATE).toEpochMilli() << TIME_SHIFT;
        return jdbc.sql(NEWEST)
                .param("account", account)
                .param("category", category)
                .param("after", new UUID(floor, 0))
                .query(UUID.class)
                .optional()
                .map(id -> Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT));
    }
}
