package io.notifyflow.source;

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
}
