package io.notifyflow.routefiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * Puts new versions of files in the place of old ones, all of them or none. A route that is called is taken over in the
 * moment its successor starts, and finishes what it has begun; one that fetches is stopped before its successor starts.
 */
final class RouteSwap {

    private final RouteContexts contexts;
    private final RouteStops stops;
    private final List<Stopped> stopped = new ArrayList<>();

    RouteSwap(RouteContexts contexts, RouteStops stops) {
        this.contexts = contexts;
        this.stops = stops;
    }

    private record Stopped(CamelContext context, String routeId) {}

    /** A version that is to go live, and the one that it replaces. */
    record Change(RouteOutline next, @Nullable LiveFile before) {}

    /**
     * @param files all files as they will be
     * @return what is live now, in the order of the changes
     * @throws RouteFileRefused with nothing changed
     */
    List<LiveFile> run(List<Change> changes, List<RouteOutline> files) throws RouteFileRefused {
        var built = new ArrayList<LiveFile>();
        try {
            for (Change change : changes) {
                built.add(build(change.next(), files));
            }
            for (int i = 0; i < changes.size(); i++) {
                start(built.get(i), changes.get(i).before());
            }
            return built;
        } catch (RouteFileRefused e) {
            built.forEach(file -> RouteContexts.close(file.context()));
            restart();
            throw e;
        }
    }

    private LiveFile build(RouteOutline file, List<RouteOutline> files) throws RouteFileRefused {
        return LiveFile.inItsOwn(file, contexts.tried(file, files));
    }

    private void start(LiveFile next, @Nullable LiveFile before) throws RouteFileRefused {
        if (before != null) {
            stopFetching(before);
        }
        List<Route> routes = next.routes().stream()
                .filter(route -> !next.mayNotFetch(route, stops))
                .sorted(Comparator.comparing(LiveFile::fetches))
                .toList();
        for (Route route : routes) {
            try {
                next.context().getRouteController().startRoute(route.getId());
            } catch (Exception e) {
                throw new RouteFileRefused(CamelFailure.in(next.outline(), e), e);
            }
        }
    }

    private void stopFetching(LiveFile before) throws RouteFileRefused {
        for (Route route : before.routes()) {
            if (before.isFetching(route)) {
                try {
                    before.context().getRouteController().stopRoute(route.getId());
                    stopped.add(new Stopped(before.context(), route.getId()));
                } catch (Exception e) {
                    throw new RouteFileRefused(CamelFailure.in(before.outline(), e), e);
                }
            }
        }
    }

    private void restart() throws RouteFileRefused {
        for (Stopped route : stopped) {
            try {
                route.context().getRouteController().startRoute(route.routeId());
            } catch (Exception e) {
                throw new RouteFileRefused(
                        RouteFileError.of(
                                route.routeId(),
                                "The route was stopped for its successor, which failed, and cannot be started again: "
                                        + e.getMessage(),
                                "Save its file once more, or restart the hub"),
                        e);
            }
        }
    }
}
