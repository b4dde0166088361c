package io.notifyflow.dashboard.hub;

import io.notifyflow.client.model.RouteCall;
import io.notifyflow.client.model.RouteMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The map of routes as a picture: what belongs together is drawn apart from the rest, in layers from the left to the
 * right; what neither calls nor is called is only listed.
 *
 * @param single ids of the routes that are not drawn, by their kind
 */
public record RoutePicture(
        int width, int height, List<Box> boxes, List<Curve> curves, Map<String, List<String>> single) {

    static final int BOX = 208;

    /**
     * A route, or an address that is called.
     *
     * @param id    of the route; null for an address
     * @param kind  of the route; {@code outside} for an address
     * @param label what fits of the name
     * @param name  the whole of it
     * @param note  what fits of where exchanges come in; null if it is called
     */
    public record Box(
            int x,
            int y,
            int height,
            @Nullable String id,
            String kind,
            String label,
            String name,
            @Nullable String note,
            boolean stopped) {

        public int width() {
            return BOX;
        }

        int middle() {
            return y + height / 2;
        }
    }

    /** From box to box, as the path of SVG has it. */
    public record Curve(String path, boolean decided) {}

    /**
     * @param focus   a route that is to be seen with its neighbours alone; null for all
     * @param stopped ids of the routes that are
     */
    static RoutePicture of(RouteMap map, @Nullable String focus, Set<String> stopped) {
        List<RouteCall> calls = map.getCalls().stream()
                .filter(call -> focus == null
                        || call.getFrom().equals(focus)
                        || call.getTo().equals(focus))
                .toList();
        return new RouteLayout(map, calls, focus, stopped).draw();
    }

    /** Kinds of routes that are drawn, for the legend. */
    public Set<String> kinds() {
        var kinds = new TreeSet<String>();
        boxes.forEach(box -> kinds.add(box.kind()));
        return kinds;
    }
}
