package io.notifyflow.apikey;

import io.notifyflow.account.Actor;
import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.PlanCaps;
import io.notifyflow.account.Scope;
import io.notifyflow.account.SecretCipher;
import io.notifyflow.event.EventIds;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The keys of accounts in the database; a change is announced to all hubs by its commit. */
@Repository
class Keys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SIGNING_BYTES = 32;

    private static final String ADD =
            """
            INSERT INTO api_key (id, account_id, name, hint, key_hash, scopes, expires_at, signing_secret)
            VALUES (:id, :account, :name, :hint, :hash, CAST(:scopes AS text[]), :expires, :secret)
            """;

    private static final String LIST =
            """
            SELECT k.id, name, hint, scopes, signing_secret IS NOT NULL AS signed, created_at, expires_at,
                   replaced_by, last_used_at
            FROM api_key k LEFT JOIN api_key_use u ON u.key_id = k.id
            WHERE account_id = :account AND revoked_at IS NULL ORDER BY created_at, k.id
            """;

    private static final String REVOKE =
            """
            UPDATE api_key SET revoked_at = now(), signing_secret = NULL
            WHERE id = :id AND account_id = :account AND revoked_at IS NULL
            """;

    private static final String REPLACE =
            """
            UPDATE api_key SET replaced_by = :successor, expires_at = least(expires_at, :until)
            WHERE id = :id AND account_id = :account
            """;

    /** One at a time, so that a key has one successor. */
    private static final String LOCK =
            "SELECT id FROM api_key WHERE id = :id AND account_id = :account AND revoked_at IS NULL FOR UPDATE";

    private final JdbcClient jdbc;
    private final SecretCipher cipher;
    private final AuditLog audit;
    private final PlanCaps caps;

    Keys(JdbcClient jdbc, SecretCipher cipher, AuditLog audit, PlanCaps caps) {
        this.caps = caps;
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.audit = audit;
    }

    /**
     * A key that was made a moment ago.
     *
     * @param key           in the clear, which is the only time it can be shown
     * @param signingSecret as well; null for a key whose requests are not signed
     */
    record Made(KeyView view, String key, @Nullable String signingSecret) {

        @Override
        public String toString() {
            return "Made[" + view.keyId() + "]";
        }
    }

    @Transactional
    Made make(UUID account, Actor actor, NewKey asked) {
        caps.requireRoom(account, PlanCaps.Thing.KEY);
        Made made = insert(account, asked);
        audit.write(
                account,
                actor,
                "key.created",
                made.view().keyId(),
                Map.of("name", asked.name(), "scopes", texts(asked.scopes())));
        return made;
    }

    private Made insert(UUID account, NewKey asked) {
        UUID id = EventIds.next();
        String key = ApiKeys.generate();
        String secret = asked.signed() ? signingSecret() : null;
        jdbc.sql(ADD)
                .param("id", id)
                .param("account", account)
                .param("name", asked.name())
                .param("hint", ApiKeys.hint(key))
                .param("hash", ApiKeys.hash(key))
                .param("scopes", texts(asked.scopes()).toArray(String[]::new))
                .param("expires", time(asked.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("secret", secret == null ? null : cipher.encrypt(secret), Types.BINARY)
                .update();
        return new Made(find(account, id).orElseThrow(), key, secret);
    }

    private static String signingSecret() {
        var bytes = new byte[SIGNING_BYTES];
        RANDOM.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static List<String> texts(Set<Scope> scopes) {
        return Stream.of(Scope.values())
                .filter(scopes::contains)
                .map(Scope::text)
                .toList();
    }

    /**
     * Makes a key that takes another's place.
     *
     * @param overlap how long the old one opens yet
     * @return empty if there is no such key, or it has a successor
     */
    @Transactional
    Optional<Made> rotate(UUID account, Actor actor, UUID old, Duration overlap) {
        boolean there = jdbc.sql(LOCK)
                .param("id", old)
                .param("account", account)
                .query(UUID.class)
                .optional()
                .isPresent();
        Optional<KeyView> known = there ? find(account, old).filter(key -> key.replacedBy() == null) : Optional.empty();
        return known.map(key -> {
            Set<Scope> scopes = Set.copyOf(key.scopes().stream()
                    .flatMap(text -> Scope.of(text).stream())
                    .toList());
            Made made = insert(account, new NewKey(key.name(), scopes, key.expiresAt(), key.signed()));
            jdbc.sql(REPLACE)
                    .param("id", old)
                    .param("account", account)
                    .param("successor", made.view().keyId())
                    .param("until", time(Instant.now().plus(overlap)))
                    .update();
            audit.write(
                    account,
                    actor,
                    "key.rotated",
                    old,
                    Map.of("name", key.name(), "successor", made.view().keyId(), "overlap", overlap.toString()));
            return made;
        });
    }

    /** From its commit on no hub lets it in. */
    @Transactional
    boolean revoke(UUID account, Actor actor, UUID id) {
        Optional<KeyView> known = find(account, id);
        if (known.isEmpty()
                || jdbc.sql(REVOKE).param("id", id).param("account", account).update() == 0) {
            return false;
        }
        audit.write(
                account, actor, "key.revoked", id, Map.of("name", known.get().name()));
        return true;
    }

    Optional<KeyView> find(UUID account, UUID id) {
        return list(account).stream().filter(key -> key.keyId().equals(id)).findFirst();
    }

    List<KeyView> list(UUID account) {
        return jdbc.sql(LIST).param("account", account).query(Keys::view).list();
    }

    private static KeyView view(ResultSet row, int index) throws SQLException {
        return new KeyView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("hint"),
                texts(Scope.read(row.getArray("scopes"))),
                row.getBoolean("signed"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                row.getObject("replaced_by", UUID.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
