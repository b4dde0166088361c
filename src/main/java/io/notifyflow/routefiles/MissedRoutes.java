package io.notifyflow.routefiles;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the other files, or the pipeline, would miss if a version of a file went. */
final class MissedRoutes {

    private final RouteOutline before;
    private final @Nullable RouteOutline next;
    private final Collection<RouteOutline> others;
    private final List<RouteFileError> errors = new ArrayList<>();

    private MissedRoutes(RouteOutline before, @Nullable RouteOutline next, Collection<RouteOutline> others) {
        this.before = before;
        this.next = next;
        this.others = others;
    }

    /**
     * @param next   what comes in its place; null for nothing
     * @param others the other files as they will be
     */
    static List<RouteFileError> of(RouteOutline before, @Nullable RouteOutline next, Collection<RouteOutline> others) {
        var missed = new MissedRoutes(before, next, others);
        missed.pipeline();
        missed.targets();
        missed.definitions();
        return missed.errors;
    }

    private void pipeline() {
        var lost = new TreeSet<>(before.routeIds());
        lost.retainAll(PipelineRoutes.NEEDED);
        if (next != null) {
            lost.removeAll(next.routeIds());
        }
        others.forEach(other -> lost.removeAll(other.routeIds()));
        if (!lost.isEmpty()) {
            error("No event gets through without the routes " + lost, "Put them back into a file");
        }
    }

    private void targets() {
        var starts = new TreeSet<>(before.starts());
        if (next != null) {
            starts.removeAll(next.starts());
            starts.removeAll(next.routeIds());
        }
        others.forEach(other -> {
            starts.removeAll(other.starts());
            starts.removeAll(other.routeIds());
        });
        for (RouteOutline other : others) {
            other.targets().stream()
                    .filter(target -> starts.contains(target.name()))
                    .forEach(target -> error(
                            other.place(target.line()) + " sends to direct:" + target.name() + ", which would be gone",
                            "Change that file first, or keep the route"));
        }
    }

    private void definitions() {
        var definitions = new TreeSet<>(before.definitions());
        if (next != null) {
            definitions.removeAll(next.definitions());
        }
        for (RouteOutline other : others) {
            other.uses().stream()
                    .filter(definitions::contains)
                    .forEach(
                            used -> error(other.path() + " uses " + used + ", which would be gone", "Change it first"));
        }
    }

    private void error(String problem, String advice) {
        errors.add(RouteFileError.of(before.path(), problem, advice));
    }
}
