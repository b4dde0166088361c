package io.notifyflow.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The answer of /api/v1/audit. */
@Component("auditAnswers")
public class AuditAnswers {

    private static final String LIST =
            """
            SELECT id, actor_kind, actor_id, actor_name, action, target_id, details, at FROM audit_entry
            WHERE account_id = :account AND id < :before ORDER BY id DESC LIMIT :limit
            """;

    private static final UUID LATEST = new UUID(-1, -1);
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final JdbcClient jdbc;

    AuditAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of the log, the latest first.
     *
     * @param next the {@code cursor} of the next page; null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Entry> entries, @Nullable String next) {}

    /** One change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            UUID entryId,
            Instant at,
            String actorKind,
            @Nullable UUID actorId,
            String actorName,
            String action,
            @Nullable UUID targetId,
            @JsonRawValue String details) {}

    /**
     * @throws InvalidRequest for a parameter that it does not know
     */
    public Reply list(Account account, @Nullable String query) {
        var parameters = QueryParameters.of(query, Set.of("limit", "cursor"));
        int limit = parameters.number("limit", 1, MOST, USUAL);
        UUID before = parameters.id("cursor");
        parameters.check();
        List<Entry> found = jdbc.sql(LIST)
                .param("account", account.id())
                .param("before", before == null ? LATEST : before)
                .param("limit", limit + 1)
                .query(AuditAnswers::entry)
                .list();
        return Reply.of(
                200,
                found.size() <= limit
                        ? new Page(found, null)
                        : new Page(
                                found.subList(0, limit),
                                found.get(limit - 1).entryId().toString()));
    }

    private static Entry entry(ResultSet row, int index) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor_kind"),
                row.getObject("actor_id", UUID.class),
                row.getString("actor_name"),
                row.getString("action"),
                row.getObject("target_id", UUID.class),
                row.getString("details"));
    }
}
