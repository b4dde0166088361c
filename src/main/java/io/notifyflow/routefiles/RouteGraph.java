package io.notifyflow.routefiles;

import io.notifyflow.routefiles.RouteOutline.Endpoint;
import io.notifyflow.routefiles.RouteOutline.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Draws a folder of route files as a Mermaid flowchart. */
public final class RouteGraph {

    private RouteGraph() {}

    /** @throws IOException if the folder cannot be read */
    public static String draw(Path folder) throws IOException {
        List<RouteOutline> outlines = RouteCheck.outlines(folder);
        Set<String> lines = new LinkedHashSet<>();
        lines.add("flowchart LR");
        for (RouteOutline outline : outlines) {
            for (Route route : outline.routes()) {
                lines.add("  " + id(route.id()) + "[" + quoted(route.id()) + "]");
                Endpoint from = route.from();
                if (from != null && !from.scheme().equals("direct")) {
                    String label = from.scheme().equals("platform-http")
                            ? String.join(",", route.methods()) + " " + from.name()
                            : from.uri();
                    lines.add("  " + id(from.uri() + route.methods()) + "([" + quoted(label.strip()) + "]) --> "
                            + id(route.id()));
                }
            }
        }
        for (RouteOutline outline : outlines) {
            for (RouteOutline.Send send : outline.sends()) {
                send(outlines, send.route(), send.to(), lines);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void send(List<RouteOutline> outlines, String route, Endpoint to, Set<String> lines) {
        if (!to.scheme().equals("direct")) {
            lines.add("  " + id(route) + " --> " + id(to.uri()) + "{{" + quoted(to.uri()) + "}}");
            return;
        }
        int open = to.name().indexOf("${");
        String begin = open < 0 ? to.name() : to.name().substring(0, open);
        for (RouteOutline outline : outlines) {
            for (Route each : outline.routes()) {
                Endpoint from = each.from();
                if (from != null
                        && from.scheme().equals("direct")
                        && (open < 0 ? from.name().equals(begin) : from.name().startsWith(begin))) {
                    lines.add("  " + id(route) + (open < 0 ? " --> " : " -.-> ") + id(each.id()));
                }
            }
        }
    }

    private static String id(String text) {
        return text.replaceAll("[^A-Za-z0-9]+", "_");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "#quot;") + '"';
    }
}
