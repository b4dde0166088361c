package io.notifyflow.source;

import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.routefiles.DirectEndpoints;
import java.util.SortedSet;
import org.springframework.stereotype.Component;

/** The types of sources that there are: each is a route that begins with {@code direct:source.<type>}. */
@Component
class SourceTypes {

    private final DirectEndpoints routes;

    SourceTypes(DirectEndpoints routes) {
        this.routes = routes;
    }

    SortedSet<String> all() {
        return routes.served("source.");
    }

    /**
     * @throws InvalidRequest (503) if the route of the type is gone
     */
    void require(String type) {
        if (!all().contains(type)) {
            throw new InvalidRequest(Problem.of(
                    "unavailable",
                    "The hub cannot serve this now",
                    503,
                    "No route takes what comes from sources of the type \"" + type + "\"; put back routes/sources/"
                            + type + ".camel.yaml"));
        }
    }
}
