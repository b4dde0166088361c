package io.notifyflow.account;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads accounts from the database; {@link Accounts} keeps what it read. */
@Repository
class AccountStore {

    private static final String FIND_KEY =
            """
            SELECT id, account_id, name, key_hash, scopes, expires_at, signing_secret FROM api_key
            WHERE key_hash = :hash AND revoked_at IS NULL
            """;

    private static final String FIND_ACCOUNT = "SELECT name, plan, operator FROM account WHERE id = :id";

    private static final String LIST_CATEGORIES =
            """
            SELECT c.id, c.name, c.color, c.emoji, c.quiet_from, c.quiet_to, c.quiet_days, c.digest_seconds, c.time_zone,
                   array(SELECT cd.destination_id FROM category_destination cd
                         JOIN destination d ON d.id = cd.destination_id
                         WHERE cd.category_id = c.id ORDER BY d.created_at, d.id) AS destinations
            FROM category c WHERE c.account_id = :id
            """;

    private static final String LIST_DESTINATIONS =
            """
            SELECT id, name, type, is_default FROM destination WHERE account_id = :id ORDER BY created_at, id
            """;

    private static final String LIST_RULES =
            """
            SELECT id, name, left(expression, 2000) AS expression, destination_id FROM routing_rule
            WHERE account_id = :id AND enabled ORDER BY created_at, id
            """;

    private final JdbcClient jdbc;
    private final PlanSettings plans;
    private final SecretCipher cipher;

    AccountStore(JdbcClient jdbc, PlanSettings plans, SecretCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.plans = plans;
    }

    Optional<ApiKey> findKey(byte[] hash) {
        return jdbc.sql(FIND_KEY).param("hash", hash).query(this::key).optional();
    }

    private ApiKey key(ResultSet row, int index) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        byte @Nullable [] secret = row.getBytes("signing_secret");
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                row.getBytes("key_hash"),
                Scope.read(row.getArray("scopes")),
                expires == null ? null : expires.toInstant(),
                secret == null ? null : cipher.decrypt(secret));
    }

    /**
     * @throws UnreadableAccount if a row of it makes no sense
     */
    Optional<Account> find(UUID id) {
        try {
            return read(id);
        } catch (DataAccessResourceFailureException | TransientDataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableAccount(id, e);
        }
    }

    private Optional<Account> read(UUID id) {
        return jdbc.sql(FIND_ACCOUNT)
                .param("id", id)
                .query((row, index) -> new Account(
                        id,
                        row.getString("name"),
                        plans.plan(row.getString("plan")),
                        categories(id),
                        destinations(id),
                        rules(id),
                        row.getBoolean("operator")))
                .optional();
    }

    private Map<String, Category> categories(UUID account) {
        return jdbc.sql(LIST_CATEGORIES).param("id", account).query(AccountStore::category).list().stream()
                .collect(Collectors.toMap(category -> category.name().toLowerCase(Locale.ROOT), Function.identity()));
    }

    private static Category category(ResultSet row, int index) throws SQLException {
        Array destinations = row.getArray("destinations");
        return new Category(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getInt("color"),
                row.getString("emoji"),
                List.of((UUID[]) destinations.getArray()),
                DeliveryTimes.read(row));
    }

    private List<Destination> destinations(UUID account) {
        return jdbc.sql(LIST_DESTINATIONS)
                .param("id", account)
                .query((row, index) -> new Destination(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("type"),
                        row.getBoolean("is_default")))
                .list();
    }

    private List<RoutingRule> rules(UUID account) {
        return jdbc.sql(LIST_RULES)
                .param("id", account)
                .query((row, index) -> new RoutingRule(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("expression"),
                        row.getObject("destination_id", UUID.class)))
                .list();
    }
}
