package io.notifyflow.dashboard.hub;

import io.notifyflow.client.model.MappedRoute;
import io.notifyflow.client.model.RouteCall;
import io.notifyflow.client.model.RouteMap;
import io.notifyflow.dashboard.hub.RoutePicture.Box;
import io.notifyflow.dashboard.hub.RoutePicture.Curve;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds a place for each route: layers by the longest way, their order by where the neighbours stand. */
final class RouteLayout {

    private static final int LOW = 30;
    private static final int HIGH = 46;
    private static final int GAP = 12;
    private static final int ALLEY = 48;
    private static final int APART = 30;
    private static final int EDGE = 4;
    private static final int LONGEST_LABEL = 25;
    private static final int LONGEST_NOTE = 29;

    /** A place in a layer: a box, or where a curve passes by on its way to a later one. */
    private static final class Spot {
        private final @Nullable MappedRoute route;
        private final String name;
        private final boolean passing;
        private final List<Spot> before = new ArrayList<>();
        private final List<Spot> after = new ArrayList<>();
        private int layer;
        private int y;
        private double pull;

        Spot(@Nullable MappedRoute route, String name, boolean passing) {
            this.route = route;
            this.name = name;
            this.passing = passing;
        }

        int height() {
            if (passing) {
                return GAP;
            }
            return route != null && route.getEntrance() != null ? HIGH : LOW;
        }

        int middle() {
            return y + height() / 2;
        }
    }

    private record Line(List<Spot> through, boolean decided) {}

    private final Map<String, MappedRoute> routes = new LinkedHashMap<>();
    private final Map<String, Spot> spots = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> stopped;
    private final List<Box> boxes = new ArrayList<>();
    private final Map<String, List<String>> single = new TreeMap<>();
    private int width;
    private int bottom;

    RouteLayout(RouteMap map, List<RouteCall> calls, @Nullable String focus, Set<String> stopped) {
        this.stopped = stopped;
        map.getRoutes().forEach(route -> routes.put(route.getRoute(), route));
        var called = new HashSet<String>();
        for (RouteCall call : calls) {
            called.add(call.getFrom());
            called.add(call.getTo());
        }
        routes.values().stream()
                .filter(route ->
                        called.contains(route.getRoute()) || route.getRoute().equals(focus))
                .forEach(route -> spots.put(route.getRoute(), new Spot(route, route.getRoute(), false)));
        if (focus == null) {
            routes.values().stream()
                    .filter(route -> !called.contains(route.getRoute()))
                    .forEach(route -> single.computeIfAbsent(folder(route), name -> new ArrayList<>())
                            .add(route.getRoute()));
        }
        calls.stream().filter(call -> spots.containsKey(call.getFrom())).forEach(this::connect);
    }

    private static String folder(MappedRoute route) {
        int slash = route.getFile().lastIndexOf('/');
        return slash < 0 ? "routes" : route.getFile().substring(0, slash);
    }

    /** An address stands beside each of those that call it, so that it ties nothing together. */
    private void connect(RouteCall call) {
        Spot from = Objects.requireNonNull(spots.get(call.getFrom()));
        Spot to = Boolean.TRUE.equals(call.getOutside())
                ? spots.computeIfAbsent(call.getFrom() + " " + call.getTo(), key -> new Spot(null, call.getTo(), false))
                : spots.get(call.getTo());
        if (to != null && to != from && !reaches(to, from)) {
            from.after.add(to);
            to.before.add(from);
            lines.add(new Line(new ArrayList<>(List.of(from, to)), Boolean.TRUE.equals(call.getDecided())));
        }
    }

    /** Whether a line back would close a circle, in which there are no layers. */
    private static boolean reaches(Spot from, Spot to) {
        var seen = new HashSet<Spot>(List.of(from));
        var open = new ArrayDeque<Spot>(seen);
        while (!open.isEmpty()) {
            Spot spot = open.remove();
            if (spot == to) {
                return true;
            }
            spot.after.stream().filter(seen::add).forEach(open::add);
        }
        return false;
    }

    RoutePicture draw() {
        List<List<Spot>> parts = parts();
        parts.sort(Comparator.comparing(RouteLayout::begins, Comparator.reverseOrder())
                .thenComparing(List::size, Comparator.reverseOrder())
                .thenComparing(part -> part.getFirst().name));
        parts.forEach(this::place);
        return new RoutePicture(
                width + EDGE,
                Math.max(0, bottom - APART) + EDGE,
                List.copyOf(boxes),
                lines.stream()
                        .map(line -> new Curve(path(line.through()), line.decided()))
                        .toList(),
                single);
    }

    /** Whether exchanges come in there. */
    private static boolean begins(List<Spot> part) {
        return part.stream().anyMatch(spot -> spot.route != null && spot.route.getEntrance() != null);
    }

    /** What hangs together. */
    private List<List<Spot>> parts() {
        var parts = new ArrayList<List<Spot>>();
        var seen = new HashSet<Spot>();
        for (Spot spot : spots.values()) {
            var part = new ArrayList<Spot>();
            collect(spot, seen, part);
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static void collect(Spot spot, Set<Spot> seen, List<Spot> part) {
        if (seen.add(spot)) {
            part.add(spot);
            spot.before.forEach(next -> collect(next, seen, part));
            spot.after.forEach(next -> collect(next, seen, part));
        }
    }

    private void place(List<Spot> part) {
        layer(part);
        var layers = new TreeMap<Integer, List<Spot>>();
        part.forEach(spot ->
                layers.computeIfAbsent(spot.layer, layer -> new ArrayList<>()).add(spot));
        passThrough(part, layers);
        layers.values().forEach(layer -> layer.sort(Comparator.comparing((Spot spot) -> spot.name)));
        order(layers);
        int top = bottom == 0 ? EDGE : bottom;
        int height =
                layers.values().stream().mapToInt(RouteLayout::height).max().orElse(0);
        layers.values().forEach(layer -> stack(layer, top, height));
        layers.values()
                .forEach(layer -> layer.stream().filter(spot -> !spot.passing).forEach(spot -> boxes.add(box(spot))));
        width = Math.max(width, x(layers.lastKey()) + RoutePicture.BOX);
        bottom = top + height + APART;
    }

    /** Each as far to the right as its longest way is long. */
    private static void layer(List<Spot> part) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Spot spot : part) {
                int layer = spot.before.stream()
                        .mapToInt(each -> each.layer + 1)
                        .max()
                        .orElse(0);
                moved |= layer != spot.layer;
                spot.layer = layer;
            }
        }
    }

    /** A line over several layers has a place in each, so that it crosses no box. */
    private void passThrough(List<Spot> part, Map<Integer, List<Spot>> layers) {
        for (Line line : lines) {
            Spot from = line.through().getFirst();
            Spot to = line.through().getLast();
            if (!part.contains(from)) {
                continue;
            }
            Spot last = from;
            for (int layer = from.layer + 1; layer < to.layer; layer++) {
                var passing = new Spot(null, to.name, true);
                passing.layer = layer;
                layers.computeIfAbsent(layer, each -> new ArrayList<>()).add(passing);
                line.through().add(line.through().size() - 1, passing);
                rewire(last, to, passing);
                last = passing;
            }
        }
    }

    private static void rewire(Spot last, Spot to, Spot passing) {
        last.after.remove(to);
        last.after.add(passing);
        passing.before.add(last);
        passing.after.add(to);
        to.before.remove(last);
        to.before.add(passing);
    }

    /** Each where its neighbours pull it, forth and back. */
    private static void order(TreeMap<Integer, List<Spot>> layers) {
        for (int sweep = 0; sweep < 8; sweep++) {
            boolean forth = sweep % 2 == 0;
            for (List<Spot> layer : (forth ? layers : layers.descendingMap()).values()) {
                var places = new HashMap<Spot, Integer>();
                layers.values().forEach(each -> {
                    for (int i = 0; i < each.size(); i++) {
                        places.put(each.get(i), i * 1000 / each.size());
                    }
                });
                layer.forEach(spot -> spot.pull = pull(forth ? spot.before : spot.after, places, spot));
                layer.sort(Comparator.comparingDouble(spot -> spot.pull));
            }
        }
    }

    private static double pull(List<Spot> neighbours, Map<Spot, Integer> places, Spot spot) {
        return neighbours.stream()
                .mapToInt(each -> places.getOrDefault(each, 0))
                .average()
                .orElseGet(() -> places.getOrDefault(spot, 0));
    }

    private static int height(List<Spot> layer) {
        return layer.stream().mapToInt(spot -> spot.height() + GAP).sum() - GAP;
    }

    private static void stack(List<Spot> layer, int top, int height) {
        int y = top + (height - height(layer)) / 2;
        for (Spot spot : layer) {
            spot.y = y;
            y += spot.height() + GAP;
        }
    }

    private static int x(int layer) {
        return EDGE + layer * (RoutePicture.BOX + ALLEY);
    }

    private Box box(Spot spot) {
        MappedRoute route = spot.route;
        String entrance = route == null ? null : route.getEntrance();
        boolean isStopped = route != null && stopped.contains(route.getRoute());
        return new Box(
                x(spot.layer),
                spot.y,
                spot.height(),
                route == null ? null : route.getRoute(),
                route == null ? "outside" : route.getKind().getValue(),
                // The end of a box has no room for as much, nor has one with a sign before the name.
                shortened(spot.name, route == null || isStopped ? LONGEST_LABEL - 2 : LONGEST_LABEL),
                spot.name,
                entrance == null ? null : shortened(entrance, LONGEST_NOTE),
                isStopped);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String path(List<Spot> through) {
        var path = new StringBuilder();
        Spot from = through.getFirst();
        int x = x(from.layer) + RoutePicture.BOX;
        int y = from.middle();
        path.append(String.format(Locale.ROOT, "M%d %d", x, y));
        for (Spot next : through.subList(1, through.size())) {
            int to = x(next.layer);
            int half = (x + to) / 2;
            path.append(
                    String.format(Locale.ROOT, "C%d %d %d %d %d %d", half, y, half, next.middle(), to, next.middle()));
            x = to;
            y = next.middle();
            if (next.passing) {
                x += RoutePicture.BOX;
                path.append("H").append(x);
            }
        }
        return path.toString();
    }
}
