package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteSwap.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Loads all files, each by itself: a broken one leaves the others alone. */
@Component
class RouteStart {

    private static final Logger log = LoggerFactory.getLogger(RouteStart.class);

    /** What others build on first, then what is only called, and what fetches by itself last. */
    private static final Comparator<RouteOutline> ORDER = Comparator.<RouteOutline>comparingInt(
                    file -> !file.definitions().isEmpty() ? 0 : startsDirect(file) ? 1 : called(file) ? 2 : 3)
            .thenComparing(file -> file.uses().size())
            .thenComparing(RouteOutline::path);

    private final CamelContext hub;
    private final RouteContexts contexts;
    private final RouteStops stops;
    private final RouteReader reader;
    private final RouteSchema schema;
    private final RouteFilesSettings settings;
    private final RouteFileStore store;

    RouteStart(
            CamelContext hub,
            RouteContexts contexts,
            RouteStops stops,
            RouteReader reader,
            RouteSchema schema,
            RouteFilesSettings settings,
            RouteFileStore store) {
        this.hub = hub;
        this.contexts = contexts;
        this.stops = stops;
        this.reader = reader;
        this.schema = schema;
        this.settings = settings;
        this.store = store;
    }

    private static boolean startsDirect(RouteOutline file) {
        return file.routes().stream()
                .allMatch(route -> route.from() != null && route.from().scheme().equals("direct"));
    }

    private static boolean called(RouteOutline file) {
        return file.routes().stream().allMatch(RouteOutline.Route::isCalled);
    }

    /** Fills the versions, which are empty. */
    void load(Collection<RouteFile> files, RouteVersions versions) {
        var refused = new TreeMap<String, Refusal>();
        var outlines = new ArrayList<RouteOutline>();
        for (RouteFile file : files) {
            try {
                outlines.add(reader.read(file));
            } catch (RouteFileRefused e) {
                refused.put(file.path(), Refusal.of(file, e));
            }
        }
        outlines.sort(ORDER);
        for (RouteOutline outline : outlines) {
            try {
                load(outline, versions, false);
            } catch (RouteFileRefused e) {
                refused.put(outline.path(), Refusal.of(outline.file(), e));
            }
        }
        refused.keySet().forEach(path -> loadLastGood(path, versions));
        versions.refuse(refused);
        tell(refused, versions);
        store.keepAll(versions.live().values().stream()
                .filter(file -> !file.stored())
                .map(file -> file.outline().file())
                .toList());
    }

    private void load(RouteOutline file, RouteVersions versions, boolean stored) throws RouteFileRefused {
        // A target may be in a file that is broken, and must not take this one along.
        List<RouteFileError> errors = RouteGuards.ofStart(
                file, versions.live().values().stream().map(LiveFile::outline).toList(), settings.components());
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
        LiveFile loaded = file.needsItsOwnContext() || mustNotFetch(file) ? inItsOwn(file, versions) : inHub(file);
        versions.goLive(List.of(stored ? loaded.asStored() : loaded));
    }

    /** In the hub's own context a route begins as soon as it is loaded, stopped or not. */
    private boolean mustNotFetch(RouteOutline file) {
        return file.routes().stream().anyMatch(route -> !route.isCalled() && stops.isStopped(route.id()));
    }

    private LiveFile inHub(RouteOutline file) throws RouteFileRefused {
        try {
            RouteContexts.load(hub, file.file());
            LiveFile loaded = LiveFile.inHub(file, hub);
            if (!loaded.runs()) {
                throw new IllegalStateException("not all of its routes start");
            }
            return loaded;
        } catch (Exception e) {
            file.routeIds().forEach(route -> RouteRetirement.remove((ModelCamelContext) hub, route));
            List<RouteFileError> precise = schema.errors(file.file());
            throw precise.isEmpty() ? new RouteFileRefused(CamelFailure.in(file, e), e) : new RouteFileRefused(precise);
        }
    }

    private LiveFile inItsOwn(RouteOutline file, RouteVersions versions) throws RouteFileRefused {
        List<RouteOutline> files = Stream.concat(
                        versions.live().values().stream().map(LiveFile::outline), Stream.of(file))
                .toList();
        return new RouteSwap(contexts, stops)
                .run(List.of(new Change(file, null)), files)
                .getFirst();
    }

    private void loadLastGood(String path, RouteVersions versions) {
        try {
            Optional<RouteFile> lastGood = store.lastGood(path);
            if (lastGood.isPresent()) {
                load(reader.read(lastGood.get()), versions, true);
            }
        } catch (RouteFileRefused | DataAccessException e) {
            log.error("The last good version of route file {} does not run either: {}", path, e.getMessage());
        }
    }

    private static void tell(Map<String, Refusal> refused, RouteVersions versions) {
        refused.forEach((path, version) -> version.errors()
                .forEach(error -> log.error(
                        "Route file {}{}",
                        error,
                        versions.live(path) == null ? " It does not run." : " Its last good version runs.")));
    }
}
