package io.notifyflow.delivery.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.notifyflow.event.AddedField;
import io.notifyflow.event.RoutedEvent;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Stores the fields that rules of the operator added, with the events that have any. */
@Repository
class AddedFields {

    /** The ids stand there twice so that no other month is looked at. */
    private static final String STORE =
            """
            UPDATE event e SET added = CAST(a.added AS json)
            FROM unnest(CAST(:ids AS uuid[]), CAST(:added AS text[])) AS a(id, added)
            WHERE e.id = a.id AND e.id = ANY(CAST(:ids AS uuid[]))
            """;

    private final JdbcClient jdbc;
    private final ObjectWriter json;

    AddedFields(JdbcClient jdbc, ObjectMapper mapper) {
        this.jdbc = jdbc;
        this.json = mapper.writerFor(new TypeReference<List<AddedField>>() {});
    }

    void store(List<RoutedEvent> events) {
        List<RoutedEvent> enriched =
                events.stream().filter(RoutedEvent::enriched).toList();
        if (enriched.isEmpty()) {
            return;
        }
        jdbc.sql(STORE)
                .param(
                        "ids",
                        enriched.stream().map(routed -> routed.event().id()).toArray(UUID[]::new))
                .param(
                        "added",
                        enriched.stream()
                                .map(routed -> text(routed.event().added()))
                                .toArray(String[]::new))
                .update();
    }

    private String text(List<AddedField> added) {
        try {
            return json.writeValueAsString(added);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Fields that passed their check can be written", e);
        }
    }
}
