package io.notifyflow.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.EventIds;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
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

    private static final String CHANGE =
            """
            UPDATE destination SET name = :name, is_default = :isDefault, batching = :batching, digest_seconds = :digest
            WHERE id = :id AND account_id = :account
            """;

    private static final String TELL =
            """
            UPDATE destination SET config = CAST(:config AS jsonb), secret = :secret
            WHERE id = :id AND account_id = :account
            """;

    private static final String TELL_IF =
            """
            UPDATE destination SET config = CAST(:config AS jsonb), secret = :secret
            WHERE id = :id AND config ->> :setting = :value
            """;

    private static final int HASH_BYTES = 16;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final ObjectMapper json;

    Destinations(JdbcClient jdbc, SecretCipher cipher, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
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

    /** As the other, for a destination whose type has checked it. */
    public UUID put(UUID account, String name, DestinationType type, DestinationSettings settings, boolean isDefault) {
        return put(account, name, type.name(), config(settings), secret(settings), isDefault);
    }

    private String config(DestinationSettings settings) {
        var config = new TreeMap<>(settings.shown());
        config.put("place", hash(settings.place()));
        return json(config);
    }

    private @Nullable String secret(DestinationSettings settings) {
        return settings.secret().isEmpty() ? null : json(new TreeMap<>(settings.secret()));
    }

    /**
     * Changes all of it but where it leads.
     *
     * @param digest seconds between two messages of a digest, null for what is none
     */
    public void change(
            UUID account, UUID id, String name, boolean isDefault, String batching, @Nullable Integer digest) {
        jdbc.sql(CHANGE)
                .param("id", id)
                .param("account", account)
                .param("name", name)
                .param("isDefault", isDefault)
                .param("batching", batching)
                .param("digest", digest, java.sql.Types.INTEGER)
                .update();
    }

    /** Changes where it leads. */
    public void tell(UUID account, UUID id, DestinationSettings settings) {
        String secret = secret(settings);
        jdbc.sql(TELL)
                .param("id", id)
                .param("account", account)
                .param("config", config(settings))
                .param("secret", secret == null ? null : cipher.encrypt(secret), java.sql.Types.BINARY)
                .update();
    }

    /**
     * Changes where it leads, if one of its settings is still this: what its service says must not undo what its owner has
     * entered meanwhile.
     */
    public boolean tellIf(UUID id, String setting, String value, DestinationSettings settings) {
        String secret = secret(settings);
        return jdbc.sql(TELL_IF)
                        .param("id", id)
                        .param("setting", setting)
                        .param("value", value)
                        .param("config", config(settings))
                        .param("secret", secret == null ? null : cipher.encrypt(secret), java.sql.Types.BINARY)
                        .update()
                == 1;
    }

    private String json(Map<String, String> texts) {
        try {
            return json.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts are JSON", e);
        }
    }

    private static String hash(String place) {
        byte[] hash = ApiKeys.hash(place);
        return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
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
