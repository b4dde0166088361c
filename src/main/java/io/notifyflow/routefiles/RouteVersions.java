package io.notifyflow.routefiles;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which version of each file runs and which is refused, by path. One thread changes it, any may read. */
@Component
class RouteVersions {

    /** Replaced as a whole, so that a reader sees one state. */
    private volatile SortedMap<String, LiveFile> live = new TreeMap<>();

    private volatile SortedMap<String, Refusal> refused = new TreeMap<>();

    SortedMap<String, LiveFile> live() {
        return live;
    }

    SortedMap<String, Refusal> refused() {
        return refused;
    }

    @Nullable
    LiveFile live(String path) {
        return live.get(path);
    }

    /** What runs, but for these files. */
    List<RouteOutline> outlinesWithout(Set<String> paths) {
        return live.values().stream()
                .map(LiveFile::outline)
                .filter(file -> !paths.contains(file.path()))
                .toList();
    }

    boolean runs(String routeId) {
        return live.values().stream()
                .filter(file -> file.outline().routeIds().contains(routeId))
                .anyMatch(file -> RouteContexts.started(file.context(), routeId));
    }

    /** What the version of each file in the folder is refused for. */
    Map<String, List<RouteFileError>> refusals() {
        return refused.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().errors(), (one, other) -> one, TreeMap::new));
    }

    void goLive(Collection<LiveFile> files) {
        var changed = new TreeMap<>(live);
        files.forEach(file -> changed.put(file.outline().path(), file));
        live = changed;
    }

    void end(String path) {
        var changed = new TreeMap<>(live);
        changed.remove(path);
        live = changed;
    }

    void refuse(Map<String, Refusal> files) {
        var changed = new TreeMap<>(refused);
        files.forEach((path, refusal) -> changed.merge(path, refusal, Refusal::orSame));
        refused = changed;
    }

    /** These are no longer refused. */
    void clear(Set<String> paths) {
        var changed = new TreeMap<>(refused);
        changed.keySet().removeAll(paths);
        refused = changed;
    }
}
