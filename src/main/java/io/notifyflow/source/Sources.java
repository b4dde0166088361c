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
import java.time.Instant;
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
            WITH added AS (
              INSERT INTO source (id, account_id, type, name, key_hash, hint, category, secret, settings)
              VALUES (:id, :account, :type, :name, :hash, :hint, :category, :secret, CAST(:settings AS jsonb))
              RETURNING id)
            INSERT INTO source_poll (source_id) SELECT id FROM added WHERE :polled
            """;

    private static final String LIST =
            """
            SELECT id, type, name, hint, category, secret IS NOT NULL AS signed, settings, created_at,
                   last_polled_at, next_poll_at, last_error
            FROM source LEFT JOIN source_poll ON source_id = id
            WHERE account_id = :account AND revoked_at IS NULL ORDER BY created_at, id
            """;

    private static final String REVOKE =
            """
            WITH revoked AS (
              UPDATE source SET revoked_at = now(), secret = NULL
              WHERE id = :id AND account_id = :account AND revoked_at IS NULL RETURNING id),
            poll AS (DELETE FROM source_poll WHERE source_id IN (SELECT id FROM revoked)),
            seen AS (DELETE FROM source_seen WHERE source_id IN (SELECT id FROM revoked))
            SELECT count(*) FROM revoked
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

    Source source(ResultSet row, int index) throws SQLException {
        byte @Nullable [] secret = row.getBytes("secret");
        return new Source(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("type"),
                row.getString("name"),
                row.getString("category"),
                secret == null ? null : cipher.decrypt(secret),
                tree(row.getString("settings")));
    }

    /**
     * Adds a source, which is asked at once if it is polled.
     *
     * @return the new source and its key, which is the only time that it can be shown; empty if the name is taken
     */
    Optional<Added> add(UUID account, NewSource asked, boolean polled) {
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
                    .param("polled", polled)
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
                        tree(row.getString("settings")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        time(row, "last_polled_at"),
                        time(row, "next_poll_at"),
                        row.getString("last_error")))
                .list();
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** From now on its address is unknown; what came through it stays. */
    boolean revoke(UUID account, UUID source) {
        return jdbc.sql(REVOKE)
                        .param("id", source)
                        .param("account", account)
                        .query(Long.class)
                        .single()
                == 1;
    }

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps only JSON as jsonb", e);
        }
    }
}
