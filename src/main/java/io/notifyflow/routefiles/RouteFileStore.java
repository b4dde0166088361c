package io.notifyflow.routefiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The last good version of each file, and what each hub runs. */
@Component
class RouteFileStore {

    private static final Logger log = LoggerFactory.getLogger(RouteFileStore.class);

    static final String KEEP =
            """
            INSERT INTO route_file (path, checksum, content)
            SELECT * FROM unnest(CAST(:paths AS text[]), CAST(:checksums AS text[]), CAST(:contents AS text[]))
            ON CONFLICT (path) DO UPDATE
            SET checksum = excluded.checksum, content = excluded.content, applied_at = now()
            WHERE route_file.checksum <> excluded.checksum
            """;

    static final String LAST_GOOD = "SELECT content FROM route_file WHERE path = :path";

    static final String REPORT =
            """
            INSERT INTO hub_routes (hub_id, report) VALUES (:hub, CAST(:report AS jsonb))
            ON CONFLICT (hub_id) DO UPDATE SET report = excluded.report, seen_at = now()
            """;

    /** What was not heard of for a minute runs no more. */
    static final String REPORTS =
            """
            SELECT report FROM hub_routes
            WHERE hub_id <> :hub AND seen_at > now() - interval '1 minute' ORDER BY hub_id
            """;

    static final String FORGET = "DELETE FROM hub_routes WHERE hub_id = :hub OR seen_at < now() - interval '1 day'";

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    RouteFileStore(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Keeps files as the last good versions; jars are too large, and no part of the pipeline. */
    void keepAll(Collection<RouteFile> files) {
        List<RouteFile> kept = files.stream().filter(file -> !file.isJar()).toList();
        try {
            jdbc.sql(KEEP)
                    .param("paths", column(kept, RouteFile::path))
                    .param("checksums", column(kept, RouteFile::checksum))
                    .param("contents", column(kept, RouteFile::text))
                    .update();
        } catch (DataAccessException e) {
            log.warn(
                    "Route files {} run, but cannot be kept as the last good versions: {}",
                    kept.stream().map(RouteFile::path).toList(),
                    e.getMessage());
        }
    }

    private static String[] column(List<RouteFile> files, Function<RouteFile, String> value) {
        return files.stream().map(value).toArray(String[]::new);
    }

    Optional<RouteFile> lastGood(String path) {
        return jdbc.sql(LAST_GOOD)
                .param("path", path)
                .query(String.class)
                .optional()
                .map(text -> RouteFile.of(path, text));
    }

    void report(UUID hub, RouteFilesReport report) {
        jdbc.sql(REPORT).param("hub", hub).param("report", write(report)).update();
    }

    List<RouteFilesReport> others(UUID hub) {
        return jdbc.sql(REPORTS).param("hub", hub).query(String.class).list().stream()
                .map(this::read)
                .toList();
    }

    void forget(UUID hub) {
        jdbc.sql(FORGET).param("hub", hub).update();
    }

    private String write(RouteFilesReport report) {
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report of route files is always JSON", e);
        }
    }

    private RouteFilesReport read(String report) {
        try {
            return json.readValue(report, RouteFilesReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A hub's report of its route files is unreadable", e);
        }
    }
}
