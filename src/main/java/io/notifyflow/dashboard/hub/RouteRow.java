package io.notifyflow.dashboard.hub;

import io.notifyflow.client.model.HubRoutes;
import io.notifyflow.client.model.MappedRoute;
import io.notifyflow.client.model.RouteFailure;
import io.notifyflow.client.model.RouteFigures;
import io.notifyflow.client.model.RouteMap;
import io.notifyflow.client.model.Routes;
import io.notifyflow.client.model.StoppedRoute;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * A route with what it did.
 *
 * @param stopped who stopped it; null if it runs
 * @param figures null if it did nothing yet
 * @param calls   whether it calls another, or is called
 */
public record RouteRow(
        MappedRoute route, @Nullable StoppedRoute stopped, @Nullable RouteFigures figures, boolean calls) {

    private static final int SECOND = 1000;

    /** By the folders of their files. */
    static SortedMap<String, List<RouteRow>> of(RouteMap map, Routes routes, List<HubRoutes> hubs) {
        Map<String, StoppedRoute> stopped = routes.getStopped().stream()
                .collect(Collectors.toMap(StoppedRoute::getRoute, Function.identity(), (one, other) -> one));
        var figures = new HashMap<String, RouteFigures>();
        hubs.stream()
                .flatMap(hub -> hub.getFigures().stream())
                .forEach(each -> figures.merge(each.getRoute(), each, RouteRow::sum));
        Set<String> connected = map.getCalls().stream()
                .flatMap(call -> Stream.of(call.getFrom(), call.getTo()))
                .collect(Collectors.toSet());
        return map.getRoutes().stream()
                .map(route -> new RouteRow(
                        route,
                        stopped.get(route.getRoute()),
                        figures.get(route.getRoute()),
                        connected.contains(route.getRoute())))
                .sorted(Comparator.comparing(row -> row.route().getRoute()))
                .collect(
                        Collectors.groupingBy(row -> folder(row.route().getFile()), TreeMap::new, Collectors.toList()));
    }

    static String folder(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "routes" : file.substring(0, slash);
    }

    /** Which of two hubs was last is not known, but their failures tell it. */
    private static RouteFigures sum(RouteFigures one, RouteFigures other) {
        long first = one.getCompleted() + one.getFailed();
        long second = other.getCompleted() + other.getFailed();
        double millis = first * orZero(one.getMeanMillis()) + second * orZero(other.getMeanMillis());
        return new RouteFigures()
                .route(one.getRoute())
                .completed(one.getCompleted() + other.getCompleted())
                .failed(one.getFailed() + other.getFailed())
                .inFlight(one.getInFlight() + other.getInFlight())
                .meanMillis(first + second == 0 ? null : millis / (first + second))
                .lastFailure(later(one.getLastFailure(), other.getLastFailure()));
    }

    private static double orZero(@Nullable Double millis) {
        return Objects.requireNonNullElse(millis, 0.0);
    }

    private static @Nullable RouteFailure later(@Nullable RouteFailure one, @Nullable RouteFailure other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.getAt().isAfter(other.getAt()) ? one : other;
    }

    /** Where the page tells of a route. */
    public static String anchor(String route) {
        return "route-" + route.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** A route as a part of an address. */
    public static String encoded(String route) {
        return UriUtils.encode(route, StandardCharsets.UTF_8);
    }

    /** A span of time as a person reads it. */
    public static String span(@Nullable Double millis) {
        if (millis == null) {
            return "";
        } else if (millis >= SECOND) {
            return String.format(Locale.ROOT, "%.1f s", millis / SECOND);
        }
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
    }

    /** The name of a class without its package. */
    public static String reason(RouteFailure failure) {
        String reason = failure.getReason();
        return reason.contains(" ") ? reason : reason.substring(reason.lastIndexOf('.') + 1);
    }
}
