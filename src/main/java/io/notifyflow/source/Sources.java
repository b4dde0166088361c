package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Actor;
import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.KeyForm;
import io.notifyflow.account.PlanCaps;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.event.Etag;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The sources of accounts: keys as hashes, secrets encrypted. */
@Repository
class Sources {

    private static final KeyForm KEY = new KeyForm("nfs_");

    private static final String FIND =
            """
            SELECT id, account_id, type, name, category, secret, settings FROM source
            WHERE key_hash = :hash AND revoked_at IS NULL
            """;

    private static final String OF_KEYS =
            """
            SELECT id, type, encode(key_hash, 'hex') AS hash FROM source
            WHERE key_hash IN (SELECT decode(hash, 'hex') FROM unnest(:hashes) AS h(hash)) AND revoked_at IS NULL
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
            SELECT id, type, name, hint, category, secret, settings, created_at,
                   last_polled_at, next_poll_at, last_error,
                   last_received_at, day = CAST(now() AT TIME ZONE 'UTC' AS date) AS is_today,
                   told, repeated, ignored, refused, answered
            FROM source LEFT JOIN source_poll p ON p.source_id = id LEFT JOIN source_activity a ON a.source_id = id
            WHERE account_id = :account AND revoked_at IS NULL ORDER BY created_at, id
            """;

    private static final String LOCK =
            """
            SELECT id, account_id, type, name, category, secret, settings FROM source
            WHERE id = :id AND account_id = :account AND revoked_at IS NULL FOR NO KEY UPDATE
            """;

    private static final String CHANGE =
            """
            UPDATE source SET name = :name, category = :category, secret = :secret, settings = CAST(:settings AS jsonb)
            WHERE id = :id AND account_id = :account
            """;

    /** What the hub asks elsewhere from now on begins anew; a poll that is under way keeps nothing. */
    private static final String ASK_ANEW =
            """
            UPDATE source_poll SET cursor = '{}', next_poll_at = now(), leased_until = NULL, failures = 0, last_error = NULL
            WHERE source_id = :id
            """;

    private static final String REVOKE =
            """
            WITH revoked AS (
              UPDATE source SET revoked_at = now(), secret = NULL
              WHERE id = :id AND account_id = :account AND revoked_at IS NULL RETURNING id),
            poll AS (DELETE FROM source_poll WHERE source_id IN (SELECT id FROM revoked)),
            seen AS (DELETE FROM source_seen WHERE source_id IN (SELECT id FROM revoked)),
            requests AS (DELETE FROM source_request WHERE source_id IN (SELECT id FROM revoked)),
            activity AS (DELETE FROM source_activity WHERE source_id IN (SELECT id FROM revoked))
            SELECT count(*) FROM revoked
            """;

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final ObjectMapper json;
    private final AuditLog audit;
    private final PlanCaps caps;

    Sources(JdbcClient jdbc, SecretCipher cipher, ObjectMapper json, AuditLog audit, PlanCaps caps) {
        this.caps = caps;
        this.audit = audit;
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.json = json;
    }

    /** Whether it has the form of a source's key. */
    static boolean isKey(String text) {
        return KEY.fits(text);
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

    /** A source by its id, for who only needs to name it. */
    record Named(UUID id, String type) {}

    /** The sources that these are the keys of, in one look; unknown keys have none. */
    Map<String, Named> byKeys(Collection<String> keys) {
        var byHash = new HashMap<String, String>();
        keys.forEach(key -> byHash.put(HexFormat.of().formatHex(ApiKeys.hash(key)), key));
        var found = new HashMap<String, Named>();
        jdbc.sql(OF_KEYS)
                .param("hashes", byHash.keySet().toArray(String[]::new))
                .query(row -> {
                    String key = byHash.get(row.getString("hash"));
                    if (key != null) {
                        found.put(key, new Named(row.getObject("id", UUID.class), row.getString("type")));
                    }
                });
        return found;
    }

    /**
     * @throws UnreadableSource if the row makes no sense
     */
    Source source(ResultSet row, int index) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        byte @Nullable [] secret = row.getBytes("secret");
        JsonNode settings = tree(row.getString("settings"));
        if (!settings.isObject()) {
            throw new UnreadableSource(id, "Its settings are no JSON object", null);
        }
        try {
            return new Source(
                    id,
                    row.getObject("account_id", UUID.class),
                    row.getString("type"),
                    row.getString("name"),
                    row.getString("category"),
                    secret == null ? null : cipher.decrypt(secret),
                    settings);
        } catch (RuntimeException undecipherable) {
            throw new UnreadableSource(id, "Its secret cannot be deciphered", undecipherable);
        }
    }

    /**
     * Adds a source, which is asked at once if it is polled.
     *
     * @return the new source and its key, which is the only time that it can be shown
     * @throws InvalidRequest (409) if the name is taken
     */
    @Transactional
    Added add(UUID account, Actor actor, NewSource asked, boolean polled) {
        caps.requireRoom(account, PlanCaps.Thing.SOURCE);
        UUID id = EventIds.next();
        String key = KEY.generate();
        try {
            write(ADD, account, id, asked)
                    .param("type", asked.type())
                    .param("hash", ApiKeys.hash(key))
                    .param("hint", KEY.hint(key))
                    .param("polled", polled)
                    .update();
        } catch (DuplicateKeyException taken) {
            throw taken(asked.name());
        }
        audit.write(account, actor, "source.created", id, Map.of("name", asked.name(), "type", asked.type()));
        return new Added(find(account, id).orElseThrow(), key);
    }

    private JdbcClient.StatementSpec write(String statement, UUID account, UUID id, NewSource asked) {
        return jdbc.sql(statement)
                .param("id", id)
                .param("account", account)
                .param("name", asked.name())
                .param("category", asked.category(), Types.VARCHAR)
                .param("secret", asked.secret() == null ? null : cipher.encrypt(asked.secret()), Types.BINARY)
                .param("settings", asked.settings().toString());
    }

    private static InvalidRequest taken(String name) {
        return new InvalidRequest(Problem.of(
                "source-exists",
                "There is a source of that name",
                409,
                "The account has a source named \"" + name + "\"; revoke it first, or take another name"));
    }

    /** A source that was added a moment ago. */
    record Added(Kept source, String key) {

        @Override
        public String toString() {
            return "Added[" + source.view().sourceId() + "]";
        }
    }

    /**
     * A source as it is shown.
     *
     * @param seal changes with its secret, and with what is not shown of its settings
     */
    record Kept(SourceView view, int seal) {

        /** What its ETag is made of: what somebody changes, and not what the hub did there last. */
        @Override
        public String toString() {
            return view.sourceId() + " " + view.name() + " " + view.category() + " " + view.settings() + " " + seal;
        }
    }

    List<SourceView> list(UUID account) {
        return all(account).stream().map(Kept::view).toList();
    }

    Optional<Kept> find(UUID account, UUID source) {
        return all(account).stream()
                .filter(kept -> kept.view().sourceId().equals(source))
                .findFirst();
    }

    private List<Kept> all(UUID account) {
        return jdbc.sql(LIST).param("account", account).query(this::kept).list();
    }

    private Kept kept(ResultSet row, int index) throws SQLException {
        byte @Nullable [] secret = row.getBytes("secret");
        JsonNode settings = shown(row.getString("settings"));
        var view = new SourceView(
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("name"),
                row.getString("hint"),
                row.getString("category"),
                secret != null,
                ShownSettings.of(settings),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "last_polled_at"),
                time(row, "next_poll_at"),
                row.getString("last_error"),
                time(row, "last_received_at"),
                row.getBoolean("is_today") ? SourceView.Today.of(row) : null);
        return new Kept(view, 31 * Arrays.hashCode(secret) + settings.hashCode());
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** What is to become of a source, from what it is. */
    interface Change {
        NewSource of(Source before) throws IOException;
    }

    /**
     * @param ifMatch the state that the client has seen; null for any
     * @return empty if the account has no such source
     * @throws InvalidRequest if it cannot become so, or has changed meanwhile
     */
    @Transactional(rollbackFor = IOException.class)
    Optional<Kept> change(UUID account, Actor actor, UUID id, @Nullable String ifMatch, Change change)
            throws IOException {
        Source before = jdbc.sql(LOCK)
                .param("id", id)
                .param("account", account)
                .query(this::source)
                .optional()
                .orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        Etag.require(ifMatch, find(account, id).orElseThrow());
        NewSource asked = change.of(before);
        try {
            write(CHANGE, account, id, asked).update();
        } catch (DuplicateKeyException taken) {
            throw taken(asked.name());
        }
        if (!asked.settings().equals(before.settings())) {
            jdbc.sql(ASK_ANEW).param("id", id).update();
        }
        audit.write(account, actor, "source.changed", id, difference(before, asked));
        return find(account, id);
    }

    private static Map<String, Object> difference(Source before, NewSource after) {
        var details = new LinkedHashMap<String, Object>();
        details.put("name", after.name());
        var changed = new ArrayList<String>();
        if (!before.name().equals(after.name())) {
            changed.add("name");
            details.put("nameBefore", before.name());
        }
        if (!Objects.equals(before.category(), after.category())) {
            changed.add("category");
        }
        if (!Objects.equals(before.secret(), after.secret())) {
            changed.add("secret");
        }
        if (!before.settings().equals(after.settings())) {
            changed.add("settings");
        }
        details.put("changed", changed);
        return details;
    }

    /** From now on its address is unknown; what came through it stays. */
    @Transactional
    boolean revoke(UUID account, Actor actor, UUID source) {
        Optional<Kept> before = find(account, source);
        long revoked = jdbc.sql(REVOKE)
                .param("id", source)
                .param("account", account)
                .query(Long.class)
                .single();
        if (revoked == 0 || before.isEmpty()) {
            return false;
        }
        SourceView view = before.get().view();
        audit.write(account, actor, "source.revoked", source, Map.of("name", view.name(), "type", view.type()));
        return true;
    }

    /** A row that makes no sense can be listed, changed and revoked all the same. */
    private JsonNode shown(String settings) {
        JsonNode tree = tree(settings);
        return tree.isObject() ? tree : json.createObjectNode();
    }

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps only JSON as jsonb", e);
        }
    }
}
