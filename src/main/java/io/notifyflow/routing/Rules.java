package io.notifyflow.routing;

import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.PlanCaps;
import io.notifyflow.event.Etag;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.routing.RuleRequest.Asked;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rules of accounts in the database; every question names the account. */
@Repository
class Rules {

    private static final int MOST = 100;

    private static final String LIST =
            """
            SELECT id, name, left(expression, 2000) AS expression, destination_id, enabled, created_at FROM routing_rule
            WHERE account_id = :account ORDER BY created_at, id
            """;

    private static final String LOCK = "SELECT id FROM account WHERE id = :account FOR NO KEY UPDATE";

    private static final String ADD =
            """
            INSERT INTO routing_rule (id, account_id, name, expression, destination_id, enabled)
            VALUES (:id, :account, :name, :expression, :destination, :enabled)
            """;

    private static final String CHANGE =
            """
            UPDATE routing_rule
            SET name = :name, expression = :expression, destination_id = :destination, enabled = :enabled
            WHERE id = :id AND account_id = :account
            """;

    private static final String DELETE = "DELETE FROM routing_rule WHERE id = :id AND account_id = :account";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final RuleLanguage language;
    private final PlanCaps caps;

    Rules(JdbcClient jdbc, AuditLog audit, RuleLanguage language, PlanCaps caps) {
        this.caps = caps;
        this.language = language;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    List<RuleView> list(UUID account) {
        return jdbc.sql(LIST).param("account", account).query(this::view).list();
    }

    Optional<RuleView> find(UUID account, UUID id) {
        return list(account).stream().filter(rule -> rule.ruleId().equals(id)).findFirst();
    }

    /**
     * @throws InvalidRequest if the account has too many
     */
    @Transactional
    RuleView add(UUID account, Actor actor, Asked asked) {
        caps.requireRoom(account, PlanCaps.Thing.RULE);
        if (list(account).size() >= MOST) {
            throw new InvalidRequest(Problem.of(
                    "too-many-rules",
                    "The account has too many rules",
                    409,
                    "An account may have " + MOST + " rules; join some of them with ||"));
        }
        UUID id = EventIds.next();
        write(ADD, account, id, asked);
        audit.write(account, actor, "rule.created", id, Map.of("name", asked.name(), "expression", asked.expression()));
        return find(account, id).orElseThrow();
    }

    private void lock(UUID account) {
        jdbc.sql(LOCK).param("account", account).query(row -> {});
    }

    private void write(String statement, UUID account, UUID id, Asked asked) {
        jdbc.sql(statement)
                .param("id", id)
                .param("account", account)
                .param("name", asked.name())
                .param("expression", asked.expression())
                .param("destination", asked.destination())
                .param("enabled", asked.enabled())
                .update();
    }

    /**
     * @param ifMatch the state that the client has seen; null for any
     * @return empty if the account has no such rule
     */
    @Transactional
    Optional<RuleView> change(UUID account, Actor actor, UUID id, @Nullable String ifMatch, Asked asked) {
        lock(account);
        Optional<RuleView> before = find(account, id);
        if (before.isEmpty()) {
            return before;
        }
        Etag.require(ifMatch, before.get());
        write(CHANGE, account, id, asked);
        RuleView after = find(account, id).orElseThrow();
        audit.write(
                account,
                actor,
                "rule.changed",
                id,
                Map.of("before", before.get().toString(), "after", after.toString()));
        return Optional.of(after);
    }

    @Transactional
    boolean delete(UUID account, Actor actor, UUID id, @Nullable String ifMatch) {
        lock(account);
        Optional<RuleView> before = find(account, id);
        if (before.isEmpty()) {
            return false;
        }
        Etag.require(ifMatch, before.get());
        jdbc.sql(DELETE).param("id", id).param("account", account).update();
        audit.write(
                account, actor, "rule.deleted", id, Map.of("name", before.get().name()));
        return true;
    }

    private RuleView view(ResultSet row, int index) throws SQLException {
        return new RuleView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("expression"),
                row.getObject("destination_id", UUID.class),
                row.getBoolean("enabled"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                language.problem(row.getString("expression")));
    }
}
