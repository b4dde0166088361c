package io.notifyflow.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.Account;
import io.notifyflow.event.AddedField;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventRows;
import io.notifyflow.event.FieldValue;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.event.Reply;
import io.notifyflow.event.Streamed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All events of a search as a file, however many they are: a cursor in the database is read as the client reads. */
@Component("eventExport")
public class EventExport {

    private static final String FIELDS =
            "SELECT DISTINCT json_object_keys(e.fields) AS field FROM event e %s AND e.fields IS NOT NULL ORDER BY 1 LIMIT :limit";

    private static final Set<String> PARAMETERS =
            Stream.concat(EventRange.PARAMETERS.stream(), Stream.of("format")).collect(Collectors.toUnmodifiableSet());
    private static final String CSV = "csv";
    private static final String NDJSON = "ndjson";
    private static final List<String> HEAD =
            List.of("eventId", "acceptedAt", "timestamp", "category", "status", "title", "description", "url", "emoji");
    private static final int MOST_FIELDS = 1000;
    /** Each holds a connection for as long as its client reads. */
    private static final int AT_ONCE = 3;

    private final DataSource dataSource;
    private final ObjectMapper json;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);

    EventExport(DataSource dataSource, ObjectMapper json, Clock clock) {
        this.dataSource = dataSource;
        this.json = json;
        this.clock = clock;
    }

    /** A line of NDJSON: an event without its deliveries, which the event itself shows. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Line(
            UUID eventId,
            String status,
            String category,
            @Nullable String title,
            @Nullable String description,
            Map<String, FieldValue> fields,
            List<AddedField> addedFields,
            @Nullable String url,
            @Nullable String emoji,
            Instant timestamp,
            Instant acceptedAt) {}

    /**
     * @param query {@code format}, and the parameters of the search but for its pages
     * @throws InvalidRequest for a parameter that makes no sense, or while others are exported
     */
    public Reply export(Account account, @Nullable String query) throws SQLException {
        QueryParameters parameters = QueryParameters.of(query, PARAMETERS);
        String asked = parameters.read(
                "format", text -> Optional.of(text).filter(List.of(CSV, NDJSON)::contains), "must be csv or ndjson");
        EventRange range = EventRange.of(account, parameters, null);
        parameters.check();
        String format = asked == null ? CSV : asked;
        if (!places.tryAcquire()) {
            throw new InvalidRequest(Problem.of(
                    "export-busy",
                    "Other exports are under way",
                    503,
                    "The hub writes " + AT_ONCE + " exports at a time; try again when one of them is done"));
        }
        var rows = new EventRowStream(places::release);
        try {
            rows.connect(dataSource);
            rows.begin(
                    EventSearch.all(range), range.parameters(), format.equals(CSV) ? csv(rows, range) : this::ndjson);
        } catch (RuntimeException | SQLException e) {
            rows.close();
            throw e;
        }
        String file = "events-" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "." + format;
        String type = format.equals(CSV) ? "text/csv; charset=utf-8" : "application/x-ndjson";
        return Reply.of(200, new Streamed(type, rows))
                .withHeader("Content-Disposition", "attachment; filename=\"" + file + "\"");
    }

    private static EventRowStream.Lines csv(EventRowStream rows, EventRange range) {
        List<String> fields = rows.texts(FIELDS.formatted(range.conditions()), range.parameters(), MOST_FIELDS + 1);
        if (fields.size() > MOST_FIELDS) {
            throw new InvalidRequest(Problem.of(
                    "too-many-fields",
                    "There are too many fields for columns",
                    422,
                    "The events have fields of more than " + MOST_FIELDS
                            + " names; narrow the search, or take format=ndjson"));
        }
        var head = new CsvLine();
        HEAD.forEach(head::cell);
        fields.forEach(field -> head.cell("fields." + field));
        rows.add(head.toString());
        return row -> csv(row, fields);
    }

    private static String csv(ResultSet row, List<String> fields) throws SQLException {
        Event event = EventRows.readToShow(row);
        var line = new CsvLine();
        line.cell(event.id());
        line.cell(event.acceptedAt());
        line.cell(event.occurredAt());
        line.cell(event.category());
        line.cell(EventSearch.status(row));
        line.cell(event.content().title());
        line.cell(event.content().description());
        line.cell(event.content().url());
        line.cell(event.content().emoji());
        fields.forEach(field -> line.cell(event.content().fields().get(field)));
        return line.toString();
    }

    private String ndjson(ResultSet row) throws SQLException, JsonProcessingException {
        Event event = EventRows.readToShow(row);
        var line = new Line(
                event.id(),
                EventSearch.status(row),
                event.category(),
                event.content().title(),
                event.content().description(),
                event.content().fields(),
                event.added(),
                event.content().url(),
                event.content().emoji(),
                event.occurredAt(),
                event.acceptedAt());
        return json.writeValueAsString(line) + "\n";
    }
}
