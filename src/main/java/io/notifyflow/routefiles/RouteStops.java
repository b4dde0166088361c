package io.notifyflow.routefiles;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The routes that an operator has stopped, as this hub knows it. Whoever is about to enter a route asks, so that a stop
 * holds for every version of it, from the first moment on.
 */
@Component
public class RouteStops {

    /** Replaced as a whole, so that a reader sees one state. */
    private volatile SortedMap<String, Stop> stops = Collections.emptySortedMap();

    /**
     * Who stopped a route, and when.
     *
     * @param kind of the actor, as in the audit log
     * @param name of the actor, for people
     */
    record Stop(String kind, String name, Instant at) {}

    public boolean isStopped(@Nullable String routeId) {
        return routeId != null && stops.containsKey(routeId);
    }

    /**
     * @param beginning of their ids, such as {@code source.}
     * @return the rest of their ids
     */
    public Set<String> beginningWith(String beginning) {
        return stops.keySet().stream()
                .filter(route -> route.startsWith(beginning))
                .map(route -> route.substring(beginning.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    SortedMap<String, Stop> all() {
        return stops;
    }

    void replace(Map<String, Stop> now) {
        stops = Collections.unmodifiableSortedMap(new TreeMap<>(now));
    }
}
