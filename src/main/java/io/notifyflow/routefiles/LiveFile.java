package io.notifyflow.routefiles;

import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.SuspendableService;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * The version of a file that runs.
 *
 * @param context the hub's own, or one of the file's own
 * @param own     whether nothing but this file is in the context
 * @param since   when it went live
 * @param stored  whether it is the last good version from the database, because the one in the folder is not
 */
record LiveFile(RouteOutline outline, CamelContext context, boolean own, Instant since, boolean stored) {

    static LiveFile inHub(RouteOutline outline, CamelContext hub) {
        return new LiveFile(outline, hub, false, Instant.now(), false);
    }

    static LiveFile inItsOwn(RouteOutline outline, CamelContext context) {
        return new LiveFile(outline, context, true, Instant.now(), false);
    }

    LiveFile asStored() {
        return new LiveFile(outline, context, own, since, true);
    }

    /** Its routes, and those that Camel made of the Kamelets in them. */
    List<Route> routes() {
        return own
                ? context.getRoutes()
                : outline.routes().stream()
                        .map(route -> context.getRoute(route.id()))
                        .filter(route -> route != null)
                        .toList();
    }

    /** Whether all its routes have started. */
    boolean runs() {
        return outline.routes().stream().allMatch(route -> RouteContexts.started(context, route.id()));
    }

    /** Whether a route begins by itself, so that two versions of it must not be at work; others are called. */
    static boolean fetches(Route route) {
        return !(route.getConsumer() instanceof DirectConsumer
                || route.getConsumer() instanceof DefaultPlatformHttpConsumer
                || route.getEndpoint() instanceof KameletEndpoint);
    }

    /** Whether a route begins by itself, and does so at this moment. */
    boolean isFetching(Route route) {
        return fetches(route)
                && RouteContexts.started(context, route.getId())
                && !(route.getConsumer() instanceof SuspendableService consumer && consumer.isSuspended());
    }

    /** Whether a route begins by itself, but an operator has stopped it, or the one that begins with its Kamelet. */
    boolean mayNotFetch(Route route, RouteStops stops) {
        return fetches(route) && stops.isStopped(beginningAt(route).getId());
    }

    private Route beginningAt(Route inner) {
        return routes().stream()
                .filter(route -> route.getEndpoint() instanceof KameletEndpoint kamelet
                        && inner.getId().equals(kamelet.getRouteId()))
                .findFirst()
                .map(this::beginningAt)
                .orElse(inner);
    }

    /** Has those of its routes begin by themselves that are not stopped. What the others have begun goes on. */
    void settle(RouteStops stops) throws Exception {
        for (Route route : context.isStarted() ? routes() : List.<Route>of()) {
            boolean started = RouteContexts.started(context, route.getId());
            boolean stopped = mayNotFetch(route, stops);
            // What is suspended before it was ever started cannot be started properly any more.
            if (stopped && started) {
                ServiceHelper.suspendService(route.getConsumer());
            } else if (!stopped && started && fetches(route)) {
                ServiceHelper.resumeService(route.getConsumer());
            } else if (!stopped && fetches(route)) {
                context.getRouteController().startRoute(route.getId());
            }
        }
    }

    /** Takes no more exchanges; those on their way go on. */
    void withdraw() {
        routes().stream().map(Route::getConsumer).forEach(LiveFile::withdraw);
    }

    private static void withdraw(Consumer consumer) {
        if (consumer instanceof DirectConsumer direct
                && direct.getEndpoint() instanceof SharedDirectEndpoint endpoint) {
            endpoint.place().remove(direct);
        } else if (consumer instanceof DefaultPlatformHttpConsumer http
                && http.getPlatformHttpConsumer() instanceof Withdrawable served) {
            served.withdraw();
        }
    }

    /** Exchanges on their way in its routes. */
    int inFlight() {
        return routes().stream().mapToInt(route -> inFlight(route.getId())).sum();
    }

    int inFlight(String routeId) {
        return context.getInflightRepository().size(routeId);
    }
}
