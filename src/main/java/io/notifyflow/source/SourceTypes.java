package io.notifyflow.source;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.stereotype.Component;

/** The types of sources that there are: each is a route that begins with {@code direct:source.<type>}. */
@Component
class SourceTypes {

    private static final String BEGINNING = "direct://source.";

    private final CamelContext camel;

    SourceTypes(CamelContext camel) {
        this.camel = camel;
    }

    Set<String> all() {
        var types = new TreeSet<String>();
        for (Route route : camel.getRoutes()) {
            String uri = route.getEndpoint().getEndpointUri();
            if (uri.startsWith(BEGINNING)) {
                types.add(uri.substring(BEGINNING.length()).replaceFirst("\\?.*", ""));
            }
        }
        return types;
    }
}
