package io.notifyflow.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.account.Actor;
import io.notifyflow.account.AuditLog;
import io.notifyflow.account.PlanSettings;
import io.notifyflow.event.Etag;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The answers of /api/v1/account. */
@Component("accountAnswers")
public class AccountAnswers {

    private static final String FIND = "SELECT id, name, plan, operator, created_at FROM account WHERE id = :account";

    private static final String RENAME = "UPDATE account SET name = :name WHERE id = :account AND closed_at IS NULL";

    private static final int NAME_LENGTH = 100;

    private final JdbcClient jdbc;
    private final PlanSettings plans;
    private final AuditLog audit;
    private final ObjectMapper json;

    AccountAnswers(JdbcClient jdbc, PlanSettings plans, AuditLog audit, @Qualifier("eventMapper") ObjectMapper json) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.audit = audit;
        this.json = json;
    }

    /** An account. */
    record View(
            UUID accountId,
            String name,
            String plan,
            PlanSettings.Limits limits,
            boolean operator,
            Instant createdAt) {}

    public Reply show(Account account) {
        return reply(view(account.id(), FIND));
    }

    private static Reply reply(View view) {
        return Reply.of(200, view).withHeader("ETag", Etag.of(view));
    }

    private View view(UUID account, String statement) {
        return jdbc.sql(statement).param("account", account).query(this::view).single();
    }

    private View view(ResultSet row, int index) throws SQLException {
        String plan = row.getString("plan");
        return new View(
                row.getObject("id", UUID.class),
                row.getString("name"),
                plan,
                plans.limits(plan),
                row.getBoolean("operator"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /**
     * @throws InvalidRequest if it cannot be called so, or has changed meanwhile
     */
    @Transactional(rollbackFor = IOException.class)
    public Reply change(Account account, Actor actor, @Nullable String ifMatch, byte[] body) throws IOException {
        View before = view(account.id(), FIND + " FOR NO KEY UPDATE");
        Etag.require(ifMatch, before);
        Members members = Members.of(json.readTree(body), List.of("name"));
        String name = members.text("name", NAME_LENGTH);
        members.check("invalid-account", "The account cannot become so");
        jdbc.sql(RENAME).param("account", account.id()).param("name", name).update();
        audit.write(
                account.id(),
                actor,
                "account.changed",
                account.id(),
                Map.of("nameBefore", before.name(), "name", name));
        return reply(view(account.id(), FIND));
    }
}
