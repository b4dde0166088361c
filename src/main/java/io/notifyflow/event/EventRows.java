package io.notifyflow.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads events from rows of the table {@code event}. */
public final class EventRows {

    /** The columns that {@link #read} asks for, of the table under the alias e. */
    public static final String COLUMNS =
            "e.id AS event_id, e.account_id, e.category, e.title, e.description, e.fields, e.url, e.emoji, e.occurred_at, e.added";

    /**
     * Why the event of the alias e has no deliveries yet, for the column {@code not_routed}: set-aside, accepted, or null if
     * it has all that it gets. It is read before the deliveries.
     */
    public static final String NOT_ROUTED =
            """
            CASE WHEN EXISTS (SELECT FROM event_set_aside s WHERE s.event_id = e.id) THEN 'set-aside'
                 WHEN EXISTS (SELECT FROM event_outbox o
                              WHERE e.id BETWEEN o.first_id AND o.last_id AND e.id = ANY(o.event_ids)) THEN 'accepted'
            END AS not_routed
            """;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader FIELDS =
            JSON.readerFor(new TypeReference<LinkedHashMap<String, FieldValue>>() {});
    private static final ObjectReader ADDED = JSON.readerFor(new TypeReference<List<AddedField>>() {});

    private EventRows() {}

    /**
     * @throws IllegalStateException if its fields make no sense
     */
    public static Event read(ResultSet row) throws SQLException {
        return read(row, fields(row.getString("fields")), added(row.getString("added")));
    }

    /** For people to look at: fields that make no sense are left out, so that one such row hides no others. */
    public static Event readToShow(ResultSet row) throws SQLException {
        try {
            return read(row);
        } catch (RuntimeException e) {
            return read(row, Map.of(), List.of());
        }
    }

    private static Event read(ResultSet row, Map<String, FieldValue> fields, List<AddedField> added)
            throws SQLException {
        OffsetDateTime occurredAt = row.getObject("occurred_at", OffsetDateTime.class);
        var content = new EventContent(
                row.getString("category"),
                row.getString("title"),
                row.getString("description"),
                fields,
                occurredAt == null ? null : occurredAt.toInstant(),
                row.getString("url"),
                row.getString("emoji"));
        return new Event(
                row.getObject("event_id", UUID.class), row.getObject("account_id", UUID.class), content, added);
    }

    private static List<AddedField> added(@Nullable String json) {
        try {
            return json == null ? List.of() : ADDED.readValue(json);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalStateException("The fields that were added to a stored event cannot be read", e);
        }
    }

    private static Map<String, FieldValue> fields(@Nullable String json) {
        try {
            return json == null ? Map.of() : FIELDS.readValue(json);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalStateException("The fields of a stored event cannot be read", e);
        }
    }
}
