package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which route sends to which, as the files say it.
 *
 * @param routes in the order of their files
 * @param calls  in the order of the steps, each once
 */
record RouteMap(List<Node> routes, List<Call> calls) {

    private static final Set<String> OF_FAILURES =
            Set.of("http.answer-problem", "delivery.dead-letter", "delivery.disable-destination");

    /** What a route is for. */
    enum Kind {
        ENTRY,
        PIPELINE,
        DESTINATION,
        ERRORS
    }

    /**
     * A route.
     *
     * @param file     in which it stands
     * @param entrance where exchanges come in from elsewhere, such as {@code POST /api/v1/events}; null if it is called
     */
    record Node(String id, String file, Kind kind, @Nullable String entrance) {

        /** The folder of its file; empty for the topmost. */
        String folder() {
            int slash = file.lastIndexOf('/');
            return slash < 0 ? "" : file.substring(0, slash);
        }
    }

    /**
     * A step that sends.
     *
     * @param from    the id of a route
     * @param to      the id of a route, or an address
     * @param outside whether it is an address
     * @param decided whether it depends on what is sent
     */
    record Call(String from, String to, boolean outside, boolean decided) {}

    static RouteMap of(Collection<RouteOutline> outlines) {
        var nodes = new ArrayList<Node>();
        for (RouteOutline outline : outlines) {
            outline.routes()
                    .forEach(route -> nodes.add(new Node(
                            route.id(), outline.path(), kind(route, outline.path()), entrance(route.from(), route))));
        }
        var calls = new LinkedHashSet<Call>();
        for (RouteOutline outline : outlines) {
            outline.sends().stream()
                    .filter(send -> !send.route().isEmpty())
                    .forEach(send -> calls.addAll(calls(send.route(), send.to(), outlines)));
        }
        return new RouteMap(List.copyOf(nodes), List.copyOf(calls));
    }

    private static @Nullable String entrance(@Nullable Endpoint from, Route route) {
        if (from == null || from.scheme().equals("direct")) {
            return null;
        }
        return from.scheme().equals("platform-http")
                ? (String.join(",", new TreeSet<>(route.methods())) + " " + from.name()).strip()
                : from.uri();
    }

    private static Kind kind(Route route, String file) {
        Endpoint from = route.from();
        String start = from == null ? route.id() : from.name();
        boolean called = from == null || from.scheme().equals("direct");
        if (OF_FAILURES.contains(route.id()) || route.id().startsWith("deadletter.")) {
            return Kind.ERRORS;
        } else if (called && (start.startsWith("deliver.") || file.startsWith("destinations/"))) {
            return Kind.DESTINATION;
        }
        return !called || start.startsWith("source.") ? Kind.ENTRY : Kind.PIPELINE;
    }

    private static List<Call> calls(String route, Endpoint to, Collection<RouteOutline> outlines) {
        if (!to.scheme().equals("direct")) {
            return List.of(new Call(route, to.uri(), true, false));
        }
        int open = to.name().indexOf("${");
        String begin = open < 0 ? to.name() : to.name().substring(0, open);
        return outlines.stream()
                .flatMap(outline -> outline.routes().stream())
                .filter(each -> startsAt(each, begin, open >= 0))
                .map(each -> new Call(route, each.id(), false, open >= 0))
                .toList();
    }

    private static boolean startsAt(Route route, String begin, boolean anyRest) {
        String start = start(route);
        return start != null && (anyRest ? start.startsWith(begin) : start.equals(begin));
    }

    /** A template's route starts at its id, by custom. */
    private static @Nullable String start(Route route) {
        Endpoint from = route.from();
        if (from == null) {
            return route.id();
        }
        return from.scheme().equals("direct") ? from.name() : null;
    }
}
