package io.notifyflow.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A source as its account sees it.
 *
 * @param hint   the beginning of its key
 * @param signed whether a secret is set, without which no signature is asked for; or with which the hub logs in
 * @param lastPolledAt when the hub last read it, as the next two of a source that the hub asks itself
 * @param lastError    what is wrong since
 * @param lastReceivedAt when something arrived last, or was found where the hub asks
 * @param today        how many requests had which outcome today (UTC); null if none came
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SourceView(
        UUID sourceId,
        String type,
        String name,
        String hint,
        @Nullable String category,
        boolean signed,
        JsonNode settings,
        Instant createdAt,
        @Nullable Instant lastPolledAt,
        @Nullable Instant nextPollAt,
        @Nullable String lastError,
        @Nullable Instant lastReceivedAt,
        @Nullable Today today) {

    /** Requests of a day by what became of them. */
    record Today(long told, long repeated, long ignored, long refused, long answered) {

        static Today of(ResultSet row) throws SQLException {
            return new Today(
                    row.getLong("told"),
                    row.getLong("repeated"),
                    row.getLong("ignored"),
                    row.getLong("refused"),
                    row.getLong("answered"));
        }
    }
}
