package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws a folder of route files as a Mermaid flowchart: folders are boxes, a dotted arrow goes where the event decides. */
public final class RouteGraph {

    private final List<RouteOutline> outlines;
    private final List<String> boxes = new ArrayList<>();
    private final Set<String> arrows = new LinkedHashSet<>();

    private RouteGraph(List<RouteOutline> outlines) {
        this.outlines = outlines;
    }

    /** @throws IOException if the folder cannot be read */
    public static String draw(Path folder) throws IOException {
        return new RouteGraph(RouteCheck.outlines(folder)).draw();
    }

    private String draw() {
        folders();
        for (RouteOutline outline : outlines) {
            outline.routes().forEach(this::entrance);
        }
        for (RouteOutline outline : outlines) {
            outline.sends().stream()
                    .filter(send -> !send.route().isEmpty())
                    .forEach(send -> send(send.route(), send.to()));
        }
        return Stream.of(List.of("flowchart LR"), boxes, arrows)
                .flatMap(Collection::stream)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private void folders() {
        var routes = new TreeMap<String, Set<String>>();
        for (RouteOutline outline : outlines) {
            int slash = outline.path().lastIndexOf('/');
            String folder = slash < 0 ? "" : outline.path().substring(0, slash);
            routes.computeIfAbsent(folder, each -> new TreeSet<>()).addAll(outline.routeIds());
        }
        routes.values().removeIf(Set::isEmpty);
        routes.forEach((folder, ids) -> {
            String name = folder.isEmpty() ? "routes" : folder;
            boxes.add("  subgraph " + id("in " + name) + "[" + quoted(name) + "]");
            ids.forEach(route -> boxes.add("    " + id(route) + "[" + quoted(route) + "]"));
            boxes.add("  end");
        });
    }

    /** Where events come in from elsewhere. */
    private void entrance(Route route) {
        Endpoint from = route.from();
        if (from != null && !from.scheme().equals("direct")) {
            String label = from.scheme().equals("platform-http")
                    ? String.join(",", new TreeSet<>(route.methods())) + " " + from.name()
                    : from.uri();
            arrows.add("  " + id("from " + route.id()) + "([" + quoted(label.strip()) + "]) --> " + id(route.id()));
        }
    }

    private void send(String route, Endpoint to) {
        if (!to.scheme().equals("direct")) {
            arrows.add("  " + id(route) + " --> " + id(to.uri()) + "{{" + quoted(to.uri()) + "}}");
            return;
        }
        int open = to.name().indexOf("${");
        String begin = open < 0 ? to.name() : to.name().substring(0, open);
        for (RouteOutline outline : outlines) {
            for (Route each : outline.routes()) {
                String start = start(each);
                if (start != null && (open < 0 ? start.equals(begin) : start.startsWith(begin))) {
                    arrows.add("  " + id(route) + (open < 0 ? " --> " : " -.-> ") + id(each.id()));
                }
            }
        }
    }

    /** A template's route starts at its id, by custom. */
    private static @Nullable String start(Route route) {
        Endpoint from = route.from();
        if (from == null) {
            return route.id();
        }
        return from.scheme().equals("direct") ? from.name() : null;
    }

    private static String id(String text) {
        return text.replaceAll("[^A-Za-z0-9]+", "_");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "#quot;") + '"';
    }
}
