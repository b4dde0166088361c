package io.notifyflow.routefiles;

import java.time.Instant;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The version of a file that runs.
 *
 * @param context the hub's own, or one of the file's own after an edit
 * @param since   when it went live
 * @param stored  whether it is the last good version from the database, because the one in the folder is not
 */
record LiveFile(RouteOutline outline, CamelContext context, Instant since, boolean stored) {

    Stream<Route> routes() {
        return outline.routes().stream()
                .map(route -> context.getRoute(route.id()))
                .filter(route -> route != null);
    }

    /** Whether all its routes have started. */
    boolean runs() {
        return outline.routes().stream().allMatch(route -> RouteContexts.started(context, route.id()));
    }

    /** Whether a route is called, and so can be taken over while it is at work; one that fetches cannot. */
    static boolean isCalled(@Nullable Route route) {
        return route != null
                && (route.getConsumer() instanceof DirectConsumer
                        || route.getConsumer() instanceof DefaultPlatformHttpConsumer);
    }

    /** Takes no more exchanges; those on their way go on. */
    void withdraw() {
        routes().map(Route::getConsumer).forEach(LiveFile::withdraw);
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
        return outline.routes().stream()
                .mapToInt(route -> context.getInflightRepository().size(route.id()))
                .sum();
    }
}
