package io.notifyflow.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.event.EventIds;
import java.sql.Types;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes down who changed what, in the transaction of the change. */
@Component
public class AuditLog {

    private static final String WRITE =
            """
            INSERT INTO audit_entry (id, account_id, actor_kind, actor_id, actor_name, action, target_id, details)
            VALUES (:id, :account, :kind, :actor, :name, :action, :target, CAST(:details AS jsonb))
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    AuditLog(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param action  {@code <what>.<done>}, such as {@code key.created}
     * @param details what changed, for people; nothing that is secret
     */
    public void write(UUID account, Actor actor, String action, @Nullable UUID target, Map<String, ?> details) {
        jdbc.sql(WRITE)
                .param("id", EventIds.next())
                .param("account", account)
                .param("kind", actor.kind())
                .param("actor", actor.id(), Types.OTHER)
                .param("name", actor.name())
                .param("action", action)
                .param("target", target, Types.OTHER)
                .param("details", text(details))
                .update();
    }

    private String text(Map<String, ?> details) {
        try {
            return json.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Details of an audit entry are texts, numbers and lists", e);
        }
    }
}
