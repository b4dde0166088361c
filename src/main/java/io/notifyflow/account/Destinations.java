package io.notifyflow.account;

import io.notifyflow.event.EventIds;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The destinations of accounts, their secrets encrypted. */
@Repository
public class Destinations {

    private static final String PUT =
            """
            INSERT INTO destination (id, account_id, name, type, config, secret, is_default)
            VALUES (:id, :account, :name, :type, CAST(:config AS jsonb), :secret, :isDefault)
            ON CONFLICT (account_id, lower(name)) DO UPDATE
            SET type = excluded.type, config = excluded.config, secret = excluded.secret,
                is_default = excluded.is_default
            RETURNING id
            """;

    private static final String CHANGE_STATUS =
            """
            UPDATE destination SET status = :status, status_reason = :reason WHERE id = :id AND status <> :status
            """;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;

    Destinations(JdbcClient jdbc, SecretCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    /**
     * Adds a destination, or changes the one of that name.
     *
     * @param config a JSON object of what may be shown
     * @param secret what may not, or null
     */
    public UUID put(UUID account, String name, String type, String config, @Nullable String secret, boolean isDefault) {
        return jdbc.sql(PUT)
                .param("id", EventIds.next())
                .param("account", account)
                .param("name", name)
                .param("type", type)
                .param("config", config)
                .param("secret", secret == null ? null : cipher.encrypt(secret), java.sql.Types.BINARY)
                .param("isDefault", isDefault)
                .query(UUID.class)
                .single();
    }

    /** Holds its events: they are kept, and go out in order when it is resumed. */
    public boolean pause(UUID destination, String reason) {
        return change(destination, "paused", reason);
    }

    public boolean resume(UUID destination) {
        return change(destination, "active", null);
    }

    private boolean change(UUID destination, String status, @Nullable String reason) {
        return jdbc.sql(CHANGE_STATUS)
                        .param("id", destination)
                        .param("status", status)
                        .param("reason", reason, java.sql.Types.VARCHAR)
                        .update()
                == 1;
    }
}
