package io.notifyflow.account;

import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Requests that a key must sign: each is let in once, whichever hub it comes to. */
@Component
public class SignedRequests {

    private static final int LONGEST_ID = 256;

    private static final String SEE =
            """
            INSERT INTO signed_request (key_id, message_id) VALUES (:key, :id) ON CONFLICT DO NOTHING
            """;

    /** Twice the tolerance: a timestamp may lie in the future. */
    private static final String FORGET = "DELETE FROM signed_request WHERE seen_at < now() - interval '15 minutes'";

    private final JdbcClient jdbc;
    private final KeySettings settings;
    private final Clock clock;

    SignedRequests(JdbcClient jdbc, KeySettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is said about a signature that does not let in. */
    public enum Verdict {
        VALID,
        INVALID,
        REPLAYED
    }

    /**
     * Asks the database; not for an event loop.
     *
     * @throws org.springframework.dao.DataAccessException if it does not answer
     */
    public Verdict check(UUID key, String secret, SignedRequest request) {
        String id = request.id();
        if (id == null || id.length() > LONGEST_ID || !request.valid(secret, settings.signatures(), clock.instant())) {
            return Verdict.INVALID;
        }
        return jdbc.sql(SEE).param("key", key).param("id", id).update() == 1 ? Verdict.VALID : Verdict.REPLAYED;
    }

    /** The versions of signatures that are accepted. */
    public Set<String> versions() {
        return settings.signatures();
    }

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT5M")
    void forget() {
        jdbc.sql(FORGET).update();
    }
}
