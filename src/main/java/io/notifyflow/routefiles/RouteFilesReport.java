package io.notifyflow.routefiles;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one hub runs.
 *
 * @param hub     its id, new with each start
 * @param figures of the routes that did anything since that start
 */
public record RouteFilesReport(
        String hub, String host, Instant startedAt, List<File> files, @Nullable List<Figures> figures) {

    public RouteFilesReport {
        // A hub of before this member reports none.
        figures = figures == null ? List.of() : figures;
    }

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

    /**
     * What a route did.
     *
     * @param completed exchanges that ended; over HTTP those that were answered below 500
     * @param failed    the others that ended
     * @param inFlight  exchanges that are in it now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Figures(
            String route,
            long completed,
            long failed,
            int inFlight,
            @Nullable Double meanMillis,
            @Nullable Double lastMillis,
            @Nullable Failure lastFailure) {}

    /**
     * The last failure of a route.
     *
     * @param reason the class of the exception, or the status of the answer
     */
    public record Failure(String reason, String exchangeId, Instant at) {}

    /** A route that an operator has stopped, on all hubs. */
    public record Stopped(String route, Instant stoppedAt, String actorKind, String actorName) {}

    /** What this hub runs, and the others on the same database. */
    public record All(RouteFilesReport hub, List<RouteFilesReport> others, List<Stopped> stopped) {}
}
