package io.notifyflow.routefiles;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lets replaced routes finish what they have begun, each file on a virtual thread of its own, and then ends them. */
@Component
class RouteRetirement {

    private static final Logger log = LoggerFactory.getLogger(RouteRetirement.class);
    /** Whoever looked the old route up has entered it by then. */
    private static final Duration ENTERING = Duration.ofMillis(500);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final RouteFilesSettings settings;

    RouteRetirement(RouteFilesSettings settings) {
        this.settings = settings;
    }

    void retire(LiveFile file) {
        Thread.ofVirtual().name("retire " + file.outline().path()).start(() -> {
            try {
                await(file);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (file.own()) {
                RouteContexts.close(file.context());
            } else {
                file.outline().routeIds().forEach(route -> remove((ModelCamelContext) file.context(), route));
            }
        });
    }

    private void await(LiveFile file) throws InterruptedException {
        long until = System.nanoTime() + settings.drain().toNanos();
        Thread.sleep(ENTERING);
        while (file.inFlight() > 0) {
            if (System.nanoTime() - until > 0) {
                log.warn(
                        "{} exchanges are still on their way in the former routes of {} after {}; they are ended now",
                        file.inFlight(),
                        file.outline().path(),
                        settings.drain());
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    /** Takes a route out of a context that runs on; nothing if it has none of that id. */
    static void remove(ModelCamelContext context, String routeId) {
        try {
            if (context.getRoute(routeId) != null) {
                context.getRouteController().stopRoute(routeId, 1, TimeUnit.SECONDS);
                context.removeRoute(routeId);
            }
            RouteDefinition definition = context.getRouteDefinition(routeId);
            if (definition != null) {
                context.removeRouteDefinition(definition);
            }
        } catch (Exception e) {
            log.error("The former route {} cannot be ended: {}", routeId, e.getMessage());
        }
    }
}
