package io.notifyflow.bench.plain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/** Stores an event and counts it, in a transaction of its own. */
@Repository
class PlainEvents {

    private static final long QUOTA = 1_000_000_000;

    private static final String FIND_ACCOUNT = "SELECT account_id FROM plain_key WHERE key_hash = ?";

    private static final String INSERT =
            """
            INSERT INTO plain_event (id, account_id, category, title, description, fields, url)
            VALUES (uuidv7(), ?, ?, ?, ?, ?::json, ?) RETURNING id
            """;

    private static final String COUNT =
            "UPDATE plain_usage SET accepted = accepted + 1 WHERE account_id = ? AND accepted < ?";

    private final JdbcClient jdbc;

    PlainEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    public UUID accept(String key, PlainEvent event) {
        UUID account = jdbc.sql(FIND_ACCOUNT)
                .param(hash(key))
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED));
        UUID id = jdbc.sql(INSERT)
                .params(
                        account,
                        event.category(),
                        event.title(),
                        event.description(),
                        event.fields() == null ? null : event.fields().toString(),
                        event.url())
                .query(UUID.class)
                .single();
        if (jdbc.sql(COUNT).params(account, QUOTA).update() == 0) {
            throw new ResponseStatusException(HttpStatus.TOO_MANY_REQUESTS);
        }
        return id;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
