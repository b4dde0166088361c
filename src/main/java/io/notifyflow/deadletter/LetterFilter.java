package io.notifyflow.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of an account are meant; what is null matters not.
 *
 * @param category   in any case
 * @param errorCode  Discord's, of the last attempt
 * @param httpStatus of the last attempt
 * @param from       died at this time or later
 * @param to         died before this time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterFilter(
        @Nullable UUID destination,
        @Nullable String category,
        @Nullable Integer errorCode,
        @Nullable Integer httpStatus,
        @Nullable Instant from,
        @Nullable Instant to) {

    static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null);

    /** OFFSET 0 has it looked up for each letter; PostgreSQL would rather read all attempts for a rare error code. */
    static final String LAST_ATTEMPT = " LEFT JOIN LATERAL (SELECT http_status, error_code FROM delivery_attempt"
            + " WHERE event_id = d.event_id AND destination_id = d.destination_id AND number = d.attempts OFFSET 0) a"
            + " ON true";

    /** For the same reason: an account with many letters has many events, and a step of a redrive needs few of them. */
    private static final String CATEGORY_OF_EVENT =
            " CROSS JOIN LATERAL (SELECT category FROM event WHERE id = d.event_id OFFSET 0) e";

    boolean everything() {
        return equals(ALL);
    }

    /** What has to be joined to the delivery d for {@link #conditions}. */
    String joins() {
        return (category == null ? "" : CATEGORY_OF_EVENT)
                + (errorCode == null && httpStatus == null ? "" : LAST_ATTEMPT);
    }

    /** Conditions on the delivery d, its event e and its last attempt a, each with AND before it. */
    String conditions() {
        var sql = new StringBuilder();
        append(sql, destination, "d.destination_id = :destination");
        append(sql, category, "lower(e.category) = lower(:category)");
        append(sql, errorCode, "a.error_code = :errorCode");
        append(sql, httpStatus, "a.http_status = :httpStatus");
        append(sql, from, "d.completed_at >= :from");
        append(sql, to, "d.completed_at < :to");
        return sql.toString();
    }

    private static void append(StringBuilder sql, @Nullable Object value, String condition) {
        if (value != null) {
            sql.append(" AND ").append(condition);
        }
    }

    /** The values of {@link #conditions}. */
    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        put(parameters, "destination", destination);
        put(parameters, "category", category);
        put(parameters, "errorCode", errorCode);
        put(parameters, "httpStatus", httpStatus);
        put(parameters, "from", from == null ? null : Timestamp.from(from));
        put(parameters, "to", to == null ? null : Timestamp.from(to));
        return parameters;
    }

    private static void put(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
