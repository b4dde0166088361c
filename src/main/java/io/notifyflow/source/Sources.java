package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.KeyForm;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The sources of accounts: keys as hashes, secrets encrypted. */
@Repository
class Sources {

    private static final KeyForm KEY = new KeyForm("nfs_");

    private static final String FIND =
            """
            SELECT id, account_id, type, name, category, secret, settings FROM source
            WHERE key_hash = :hash AND revoked_at IS NULL
            """;

    private static final String ADD =
            """
            INSERT INTO source (id, account_id, type, name, key_hash, hint, category, secret, settings)
            VALUES (:id, :account, :type, :name, :hash, :hint, :category, :secret, CAST(:settings AS jsonb))
            """;

    private static final String LIST =
            """
            SELECT id, type, name, hint, category, secret IS NOT NULL AS signed, settings, created_at FROM source
            WHERE account_id = :account AND revoked_at IS NULL ORDER BY created_at, id
            """;

    private static final String REVOKE =
            """
            UPDATE source SET revoked_at = now(), secret = NULL
            WHERE id = :id AND account_id = :account AND revoked_at IS NULL
            """;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final ObjectMapper json;

    Sources(JdbcClient jdbc, SecretCipher cipher, ObjectMapper json) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.json = json;
    }

    /** The source that this is the key of; empty for one that is unknown or revoked. */
    Optional<Source> byKey(String key) {
        return KEY.fits(key)
                ? jdbc.sql(FIND)
                        .param("hash", ApiKeys.hash(key))
                        .query(this::source)
                        .optional()
                : Optional.empty();
    }

    private Source source(ResultSet row, int index) throws SQLException {
        byte @Nullable [] secret = row.getBytes("secret");
        return new Source(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("type"),
                row.getString("name"),
                row.getString("category"),
                secret == null ? null : cipher.decrypt(secret),
                settings(row.getString("settings")));
    }

    /**
     * Adds a source.
     *
     * @return the new source and its key, which is the only time that it can be shown; empty if the name is taken
     */
    Optional<Added> add(UUID account, NewSource asked) {
        UUID id = EventIds.next();
        String key = KEY.generate();
        try {
            jdbc.sql(ADD)
                    .param("id", id)
                    .param("account", account)
                    .param("type", asked.type())
                    .param("name", asked.name())
                    .param("hash", ApiKeys.hash(key))
                    .param("hint", KEY.hint(key))
                    .param("category", asked.category(), Types.VARCHAR)
                    .param("secret", asked.secret() == null ? null : cipher.encrypt(asked.secret()), Types.BINARY)
                    .param("settings", asked.settings().toString())
                    .update();
        } catch (DuplicateKeyException taken) {
            return Optional.empty();
        }
        return list(account).stream()
                .filter(view -> view.sourceId().equals(id))
                .map(view -> new Added(view, key))
                .findFirst();
    }

    /** A source that was added a moment ago. */
    record Added(SourceView source, String key) {

        @Override
        public String toString() {
            return "Added[" + source.sourceId() + "]";
        }
    }

    List<SourceView> list(UUID account) {
        return jdbc.sql(LIST)
                .param("account", account)
                .query((row, index) -> new SourceView(
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        row.getString("name"),
                        row.getString("hint"),
                        row.getString("category"),
                        row.getBoolean("signed"),
                        settings(row.getString("settings")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** From now on its address is unknown; what came through it stays. */
    boolean revoke(UUID account, UUID source) {
        return jdbc.sql(REVOKE).param("id", source).param("account", account).update() == 1;
    }

    private JsonNode settings(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps only JSON as jsonb", e);
        }
    }
}
