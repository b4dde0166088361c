package io.notifyflow.routefiles;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells the other hubs on the database which versions this one runs, and people what all of them run. */
@Component
class RouteReports {

    private static final Logger log = LoggerFactory.getLogger(RouteReports.class);

    private final RouteVersions versions;
    private final RouteFileStore store;
    private final RouteStops stops;
    private final RouteFigures figures;
    private final UUID id = UUID.randomUUID();
    private final Instant startedAt = Instant.now();
    private volatile boolean running;

    RouteReports(RouteVersions versions, RouteFileStore store, RouteStops stops, RouteFigures figures) {
        this.versions = versions;
        this.store = store;
        this.stops = stops;
        this.figures = figures;
    }

    RouteFilesReport.All all() {
        List<RouteFilesReport.Stopped> stopped = stops.all().entrySet().stream()
                .map(stop -> new RouteFilesReport.Stopped(
                        stop.getKey(),
                        stop.getValue().at(),
                        stop.getValue().kind(),
                        stop.getValue().name()))
                .toList();
        return new RouteFilesReport.All(own(), store.others(id), stopped);
    }

    void begin() {
        running = true;
        send();
    }

    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void send() {
        if (running) {
            try {
                store.report(id, own());
            } catch (DataAccessException e) {
                log.debug("What this hub runs cannot be reported for the moment", e);
            }
        }
    }

    void end() {
        running = false;
        try {
            store.forget(id);
        } catch (DataAccessException e) {
            log.debug("This hub's report stays until it is too old", e);
        }
    }

    private RouteFilesReport own() {
        var paths = new TreeSet<>(versions.live().keySet());
        paths.addAll(versions.refused().keySet());
        return new RouteFilesReport(
                id.toString(), host(), startedAt, paths.stream().map(this::file).toList(), figures());
    }

    private List<RouteFilesReport.Figures> figures() {
        return versions.live().values().stream()
                .flatMap(file -> file.outline().routeIds().stream().map(route -> figures(file, route)))
                .filter(each -> each.completed() + each.failed() + each.inFlight() > 0)
                .sorted(Comparator.comparing(RouteFilesReport.Figures::route))
                .toList();
    }

    private RouteFilesReport.Figures figures(LiveFile file, String route) {
        RouteFigures.OfRoute known = figures.of(route);
        RouteFigures.Failure failure = known.lastFailure();
        return new RouteFilesReport.Figures(
                route,
                known.completed(),
                known.failed(),
                file.inFlight(route),
                known.meanMillis(),
                known.lastMillis(),
                failure == null
                        ? null
                        : new RouteFilesReport.Failure(failure.reason(), failure.exchangeId(), failure.at()));
    }

    private RouteFilesReport.File file(String path) {
        LiveFile running = versions.live(path);
        Refusal refusal = versions.refused().get(path);
        return new RouteFilesReport.File(
                path,
                running == null ? null : running.outline().file().version(),
                running == null ? null : running.since(),
                running != null && running.stored(),
                running == null
                        ? List.of()
                        : running.outline().routeIds().stream().sorted().toList(),
                refusal == null ? List.of() : refused(refusal));
    }

    private static List<RouteFilesReport.Refused> refused(Refusal refusal) {
        return refusal.errors().stream()
                .map(error -> new RouteFilesReport.Refused(
                        refusal.version(), refusal.since(), error.line(), error.problem(), error.advice()))
                .toList();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
