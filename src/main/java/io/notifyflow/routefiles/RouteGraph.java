package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteMap.Call;
import io.notifyflow.routefiles.RouteMap.Node;
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

/** Draws a folder of route files as a Mermaid flowchart: folders are boxes, a dotted arrow goes where the event decides. */
public final class RouteGraph {

    private final RouteMap map;
    private final List<String> boxes = new ArrayList<>();
    private final Set<String> arrows = new LinkedHashSet<>();

    private RouteGraph(RouteMap map) {
        this.map = map;
    }

    /** @throws IOException if the folder cannot be read */
    public static String draw(Path folder) throws IOException {
        return new RouteGraph(RouteMap.of(RouteCheck.outlines(folder))).draw();
    }

    private String draw() {
        folders();
        map.routes().forEach(this::entrance);
        map.calls().forEach(this::call);
        return Stream.of(List.of("flowchart LR"), boxes, arrows)
                .flatMap(Collection::stream)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private void folders() {
        var routes = new TreeMap<String, Set<String>>();
        map.routes().forEach(route -> routes.computeIfAbsent(route.folder(), each -> new TreeSet<>())
                .add(route.id()));
        routes.forEach((folder, ids) -> {
            String name = folder.isEmpty() ? "routes" : folder;
            boxes.add("  subgraph " + id("in " + name) + "[" + quoted(name) + "]");
            ids.forEach(route -> boxes.add("    " + id(route) + "[" + quoted(route) + "]"));
            boxes.add("  end");
        });
    }

    /** Where events come in from elsewhere. */
    private void entrance(Node route) {
        if (route.entrance() != null) {
            arrows.add("  " + id("from " + route.id()) + "([" + quoted(route.entrance()) + "]) --> " + id(route.id()));
        }
    }

    private void call(Call call) {
        arrows.add(
                call.outside()
                        ? "  " + id(call.from()) + " --> " + id(call.to()) + "{{" + quoted(call.to()) + "}}"
                        : "  " + id(call.from()) + (call.decided() ? " -.-> " : " --> ") + id(call.to()));
    }

    private static String id(String text) {
        return text.replaceAll("[^A-Za-z0-9]+", "_");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "#quot;") + '"';
    }
}
