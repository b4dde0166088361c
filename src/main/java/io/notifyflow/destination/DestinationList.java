package io.notifyflow.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.notifyflow.event.EventIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The destinations of an account as they are shown, and events to try them with. */
@Repository
class DestinationList {

    private static final String LIST =
            """
            SELECT id, name, type, is_default, status, status_reason, config
            FROM destination WHERE account_id = :account ORDER BY created_at, id
            """;

    /** An event of the hub's own, which counts for no quota; it goes to this destination alone. */
    private static final String TRY =
            """
            WITH target AS (
              SELECT id FROM destination WHERE id = :destination AND account_id = :account
            ), trial AS (
              INSERT INTO event (id, account_id, category, title, description, emoji)
              SELECT :event, :account, 'notifyflow', 'It works', 'This is a test: events for this destination arrive.', '✅'
              FROM target
            ), uncounted AS (
              INSERT INTO quota_return (event_id, counted) SELECT :event, false FROM target
            )
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT :delivery, :account, :event, id, 'pending', 'test of the destination' FROM target
            """;

    private static final String PLACE = "place";

    private final JdbcClient jdbc;
    private final ObjectReader texts;

    DestinationList(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.texts = json.readerFor(new TypeReference<Map<String, String>>() {});
    }

    List<DestinationView> of(UUID account) {
        return jdbc.sql(LIST).param("account", account).query(this::view).list();
    }

    /** Puts a test into the queue; empty if the account has no such destination. */
    Optional<UUID> tryOut(UUID account, UUID destination) {
        UUID event = EventIds.next();
        int added = jdbc.sql(TRY)
                .param("account", account)
                .param("destination", destination)
                .param("event", event)
                .param("delivery", EventIds.within(event, 0))
                .update();
        return added == 1 ? Optional.of(event) : Optional.empty();
    }

    private DestinationView view(ResultSet row, int index) throws SQLException {
        return new DestinationView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("type"),
                row.getBoolean("is_default"),
                row.getString("status"),
                row.getString("status_reason"),
                settings(row.getString("config")));
    }

    private Map<String, String> settings(String config) {
        try {
            Map<String, String> read = texts.readValue(config);
            var shown = new TreeMap<>(read);
            shown.remove(PLACE);
            return shown;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A destination's config must be an object of texts", e);
        }
    }
}
