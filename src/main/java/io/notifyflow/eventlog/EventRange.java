package io.notifyflow.eventlog;

import io.notifyflow.account.Account;
import io.notifyflow.event.EventIds;
import io.notifyflow.event.QueryParameters;
import io.notifyflow.eventlog.FieldFilter.Comparison;
import java.sql.Types;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * Which events of an account are meant; null for any.
 *
 * @param before the least id that is not among them
 * @param text   a pattern of a text anywhere in them
 * @param field  a field that they must have
 */
record EventRange(
        UUID account,
        UUID from,
        UUID before,
        @Nullable String category,
        @Nullable String text,
        @Nullable FieldFilter field) {

    static final Set<String> PARAMETERS = Set.of("category", "from", "to", "q", "field", "is", "value");

    private static final String CONDITIONS =
            """

            WHERE e.account_id = :account AND e.id >= :from AND e.id < :before
              AND (CAST(:category AS text) IS NULL OR lower(e.category) = lower(:category))
              AND (CAST(:text AS text) IS NULL OR e.title ILIKE :text OR e.description ILIKE :text
                   OR e.fields::text ILIKE :text)
            """;

    private static final int TEXT_LENGTH = 200;
    private static final UUID LATEST = new UUID(-1, -1);

    /** Reads them; {@link QueryParameters#check} is left to the caller. */
    static EventRange of(Account account, QueryParameters parameters, @Nullable UUID cursor) {
        String category = parameters.text("category", TEXT_LENGTH);
        String text = parameters.text("q", TEXT_LENGTH);
        Instant from = parameters.time("from");
        Instant to = parameters.time("to");
        return new EventRange(
                account.id(),
                EventIds.floor(from == null ? Instant.EPOCH : from),
                before(cursor, to),
                category,
                text == null ? null : FieldFilter.anywhere(text),
                field(parameters));
    }

    private static @Nullable FieldFilter field(QueryParameters parameters) {
        String name = parameters.text("field", TEXT_LENGTH);
        String value = parameters.text("value", TEXT_LENGTH);
        Comparison comparison =
                parameters.read("is", Comparison::of, "must be one of is, contains, above, below; is if absent");
        if ((name == null) != (value == null) || name == null && comparison != null) {
            parameters.refuse("field", "and value belong together");
        }
        return name == null || value == null
                ? null
                : new FieldFilter(name, comparison == null ? Comparison.IS : comparison, value);
    }

    /** On the event e. */
    String conditions() {
        return CONDITIONS + (field == null ? "" : field.condition());
    }

    private static UUID before(@Nullable UUID cursor, @Nullable Instant to) {
        UUID end = to == null ? LATEST : EventIds.floor(to);
        return cursor != null && (to == null || cursor.toString().compareTo(end.toString()) < 0) ? cursor : end;
    }

    Map<String, Object> parameters() {
        var values = new HashMap<String, Object>(Map.of("account", account, "from", from, "before", before));
        values.put("category", new SqlParameterValue(Types.VARCHAR, category));
        values.put("text", new SqlParameterValue(Types.VARCHAR, text));
        if (field != null) {
            field.putInto(values);
        }
        return values;
    }
}
