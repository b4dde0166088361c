package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What no file may do to the others: take their ids or addresses, send to what does not exist, use what is not allowed,
 * or leave the pipeline without one of its routes.
 */
final class RouteGuards {

    private final RouteOutline file;
    private final Collection<RouteOutline> others;
    private final List<RouteFileError> errors = new ArrayList<>();

    private RouteGuards(RouteOutline file, Collection<RouteOutline> others) {
        this.file = file;
        this.others = others;
    }

    /**
     * @param others  the other files as they will be
     * @param allowed components that a route may use; all of them if it holds {@code *}
     */
    static List<RouteFileError> errors(RouteOutline file, Collection<RouteOutline> others, Set<String> allowed) {
        var guards = new RouteGuards(file, others);
        guards.ids();
        guards.starts();
        guards.targets();
        guards.uses();
        guards.components(allowed);
        return guards.errors;
    }

    /** Without a look at targets: while the hub starts, the file that has one may be broken. */
    static List<RouteFileError> ofStart(RouteOutline file, Collection<RouteOutline> others, Set<String> allowed) {
        var guards = new RouteGuards(file, others);
        guards.ids();
        guards.starts();
        guards.uses();
        guards.components(allowed);
        return guards.errors;
    }

    private void ids() {
        var seen = new HashSet<String>();
        for (Route route : file.routes()) {
            if (!seen.add(route.id())) {
                error(route.line(), "The id " + route.id() + " stands twice in this file", "Give one of them another");
            }
            for (RouteOutline other : others) {
                if (other.routeIds().contains(route.id())) {
                    error(
                            route.line(),
                            "The id " + route.id() + " belongs to a route of " + other.path(),
                            "Choose another id");
                }
            }
        }
        for (String definition : file.definitions()) {
            for (RouteOutline other : others) {
                if (other.definitions().contains(definition)) {
                    error(1, "The id " + definition + " is defined by " + other.path(), "Choose another id");
                }
            }
        }
    }

    private void starts() {
        var seen = new ArrayList<Route>();
        for (Route route : file.routes()) {
            Stream.concat(
                            seen.stream().map(other -> new Owner(file.path(), other)),
                            others.stream().flatMap(other -> other.routes().stream()
                                    .map(owned -> new Owner(other.path(), owned))))
                    .filter(owner -> sameStart(route, owner.route()))
                    .findFirst()
                    .ifPresent(owner -> error(
                            lineOf(route),
                            "The route " + owner.route().id() + " of " + owner.path() + " starts at " + uri(route)
                                    + " already",
                            "Start at another address"));
            seen.add(route);
        }
    }

    private record Owner(String path, Route route) {}

    private static boolean sameStart(Route route, Route other) {
        Endpoint from = route.from();
        Endpoint taken = other.from();
        if (from == null || taken == null || !route.isCalled() || !from.scheme().equals(taken.scheme())) {
            return false;
        }
        return address(from).equals(address(taken))
                && (route.methods().isEmpty()
                        || other.methods().isEmpty()
                        || route.methods().stream().anyMatch(other.methods()::contains));
    }

    /** With the names of parameters left out: /a/{id} and /a/{name} are one path. */
    private static String address(Endpoint from) {
        String name = from.name().replaceAll("\\{[^}]*}", "{}");
        return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private void targets() {
        Set<String> known = Stream.concat(Stream.of(file), others.stream())
                .flatMap(each -> Stream.concat(
                        each.starts().stream(),
                        // Where a template's route starts is for the template to say; by custom at its id.
                        each.routes().stream()
                                .filter(route -> route.from() == null)
                                .map(Route::id)))
                .collect(Collectors.toSet());
        for (Endpoint target : file.targets()) {
            if (!known.contains(target.name())) {
                error(
                        target.line(),
                        "No route starts at direct:" + target.name(),
                        "There are " + similar(target.name(), known) + "; a new one needs its file first");
            }
        }
    }

    private static String similar(String name, Set<String> known) {
        int dot = name.indexOf('.');
        String module = dot < 0 ? name : name.substring(0, dot);
        var near = new TreeSet<>(known);
        near.removeIf(each -> !each.startsWith(module));
        return near.isEmpty()
                ? "none like it"
                : near.stream().map(each -> "direct:" + each).toList().toString();
    }

    private void uses() {
        for (String used : file.uses()) {
            if (Stream.concat(Stream.of(file), others.stream())
                    .noneMatch(each -> each.definitions().contains(used))) {
                error(1, "Nothing defines " + used, "Define it in a file of its own first, or mend its name");
            }
        }
    }

    private void components(Set<String> allowed) {
        if (allowed.contains("*")) {
            return;
        }
        Stream.concat(
                        file.sends().stream().map(RouteOutline.Send::to),
                        file.routes().stream().map(Route::from).filter(from -> from != null))
                .filter(endpoint -> !endpoint.isPlaceholder() && !allowed.contains(endpoint.scheme()))
                .forEach(endpoint -> error(
                        endpoint.line(),
                        "The component " + endpoint.scheme() + " is not allowed in routes",
                        "An operator who wants it adds it to NOTIFYFLOW_ROUTES_COMPONENTS; allowed are "
                                + new TreeSet<>(allowed)));
    }

    private static int lineOf(Route route) {
        return route.from() == null ? route.line() : route.from().line();
    }

    private static String uri(Route route) {
        return route.from() == null ? "" : route.from().uri();
    }

    private void error(int line, String problem, String advice) {
        errors.add(
                line < 1
                        ? RouteFileError.of(file.path(), problem, advice)
                        : RouteFileError.at(file.path(), line, problem, advice));
    }
}
