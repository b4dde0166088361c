package io.notifyflow.routefiles;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the routes as the operator's folder has them: what is right goes live, what is wrong is refused with the reason
 * while the last good version runs on.
 */
@Component
class RouteManager {

    private static final Logger log = LoggerFactory.getLogger(RouteManager.class);

    private final CamelContext hub;
    private final RouteStart start;
    private final RouteChanges changes;
    private final RouteVersions versions;
    private final RouteReports reports;
    private final RouteStops stops;
    private final RouteStopStore stopStore;
    private final RouteFilesSettings settings;
    private final RouteFolder folder;
    private boolean started;
    private boolean unreadable;

    RouteManager(
            CamelContext hub,
            RouteStart start,
            RouteChanges changes,
            RouteVersions versions,
            RouteReports reports,
            RouteStops stops,
            RouteStopStore stopStore,
            RouteFilesSettings settings,
            MeterRegistry meters,
            @Value("${notifyflow.routes-dir}") Path folder) {
        this.hub = hub;
        this.start = start;
        this.changes = changes;
        this.versions = versions;
        this.reports = reports;
        this.stops = stops;
        this.stopStore = stopStore;
        this.settings = settings;
        this.folder = new RouteFolder(folder);
        Gauge.builder("notifyflow.route.files.live", () -> versions.live().size())
                .description("Route files of which a version runs")
                .register(meters);
        Gauge.builder("notifyflow.route.files.pending", () -> versions.refused().size())
                .description("Route files whose version in the folder is refused")
                .register(meters);
        Gauge.builder("notifyflow.routes.stopped", () -> stops.all().size())
                .description("Routes that an operator has stopped")
                .register(meters);
    }

    /** Loads all files, once Camel runs. */
    synchronized void load() throws IOException {
        if (!Files.isDirectory(folder.path())) {
            throw new RouteFilesMissing(folder.path());
        }
        SortedMap<String, RouteFile> files = folder.read();
        if (files.isEmpty()) {
            throw new RouteFilesMissing(folder.path());
        }
        stops.replace(stopStore.all());
        start.load(files.values(), versions);
        started = true;
        reports.begin();
    }

    /** Looks at the folder; what changed since the last look goes live or is refused. */
    @Scheduled(fixedDelayString = "${notifyflow.routes.poll:250ms}")
    synchronized void look() {
        if (!started || !settings.watch()) {
            return;
        }
        try {
            change(folder.look());
            unreadable = false;
        } catch (IOException e) {
            if (!unreadable) {
                log.error("The route files at {} cannot be read, so they stay as they are", folder.path(), e);
            }
            unreadable = true;
        }
    }

    private void change(RouteFolder.Look look) {
        Set<String> refusedBefore = Set.copyOf(versions.refused().keySet());
        versions.clear(runAgain(look.settled().values()));
        List<RouteFile> open = open(look.settled().values());
        if (changes.apply(open, look.gone())) {
            // What was refused for want of another file may be right now.
            changes.apply(refused(look.settled().values()), Set.of());
        }
        Set<String> gone = new TreeSet<>(look.gone());
        gone.retainAll(versions.live().keySet());
        changes.end(gone);
        forget(look.gone());
        if (!open.isEmpty()
                || !gone.isEmpty()
                || !refusedBefore.equals(versions.refused().keySet())) {
            reports.send();
        }
    }

    private void forget(Set<String> gone) {
        var forgotten = new HashSet<>(gone);
        forgotten.removeAll(versions.live().keySet());
        versions.clear(forgotten);
        folder.forget(forgotten);
    }

    /** Those that are again as they run. */
    private Set<String> runAgain(Collection<RouteFile> files) {
        return files.stream().filter(this::runs).map(RouteFile::path).collect(Collectors.toUnmodifiableSet());
    }

    /** What neither runs nor was looked at already. */
    private List<RouteFile> open(Collection<RouteFile> files) {
        var open = new ArrayList<RouteFile>();
        for (RouteFile file : files) {
            Refusal known = versions.refused().get(file.path());
            if (!runs(file) && (known == null || !known.isAbout(file))) {
                open.add(file);
            }
        }
        return open;
    }

    private List<RouteFile> refused(Collection<RouteFile> files) {
        return files.stream()
                .filter(file -> versions.refused().containsKey(file.path()))
                .toList();
    }

    private boolean runs(RouteFile file) {
        LiveFile running = versions.live(file.path());
        return running != null && running.outline().file().checksum().equals(file.checksum());
    }

    /** Has each route that begins by itself do so, or not, as its operator wants it. */
    synchronized void settle() {
        if (!started) {
            return;
        }
        for (LiveFile file : versions.live().values()) {
            try {
                file.settle(stops);
            } catch (Exception e) {
                log.error(
                        "The routes of {} cannot all be stopped or started",
                        file.outline().path(),
                        e);
            }
        }
    }

    /** Ends the contexts of edited files, once the hub's own has ended. */
    synchronized void end() {
        started = false;
        versions.live().values().stream()
                .map(LiveFile::context)
                .filter(context -> context != hub)
                .distinct()
                .forEach(RouteContexts::close);
        reports.end();
    }
}
