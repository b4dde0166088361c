package io.notifyflow.routefiles;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one hub runs.
 *
 * @param hub its id, new with each start
 */
public record RouteFilesReport(String hub, String host, Instant startedAt, List<File> files) {

    /**
     * One file.
     *
     * @param version of the file that runs, the beginning of its SHA-256; null if none does
     * @param since   when that went live
     * @param stored  whether it is the last good version, while the folder has another that is refused
     * @param pending why the version in the folder does not run; empty if it does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record File(
            String file,
            @Nullable String version,
            @Nullable Instant since,
            boolean stored,
            List<String> routes,
            List<Refused> pending) {}

    /** Why a version was refused. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Refused(String version, Instant since, @Nullable Integer line, String problem, String advice) {}

    /** What this hub runs, and the others on the same database. */
    public record All(RouteFilesReport hub, List<RouteFilesReport> others) {}
}
