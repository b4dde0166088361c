package io.notifyflow.routefiles;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which files need which for their route configurations, templates and Kamelets. */
final class Definitions {

    private Definitions() {}

    /** The files whose definitions a file uses, and those that these use; without the file itself. */
    static List<RouteOutline> usedBy(RouteOutline file, Collection<RouteOutline> others) {
        Map<String, RouteOutline> found = new LinkedHashMap<>();
        var open = new ArrayDeque<RouteOutline>(List.of(file));
        while (!open.isEmpty()) {
            RouteOutline next = open.remove();
            for (RouteOutline other : others) {
                if (!other.path().equals(file.path()) && meet(next.uses(), other.definitions())) {
                    if (found.putIfAbsent(other.path(), other) == null) {
                        open.add(other);
                    }
                }
            }
        }
        // Those that others build on come first.
        return found.values().stream().toList().reversed();
    }

    /** The files that have to be built anew when these definitions change. */
    static List<RouteOutline> dependentOn(Set<String> definitions, Collection<RouteOutline> files) {
        return files.stream()
                .filter(file -> usedBy(file, files).stream().anyMatch(used -> meet(definitions, used.definitions())))
                .toList();
    }

    private static boolean meet(Set<String> some, Set<String> others) {
        return some.stream().anyMatch(others::contains);
    }
}
