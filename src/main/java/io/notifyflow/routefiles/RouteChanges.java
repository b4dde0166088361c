package io.notifyflow.routefiles;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.routefiles.RouteSwap.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings new versions of files to life, and ends the routes of files that are gone; or says why not. */
@Component
class RouteChanges {

    private static final Logger log = LoggerFactory.getLogger(RouteChanges.class);

    private final RouteContexts contexts;
    private final RouteStops stops;
    private final RouteReader reader;
    private final RouteSchema schema;
    private final RouteFilesSettings settings;
    private final RouteFileStore store;
    private final RouteRetirement retirement;
    private final RouteVersions versions;
    private final Counter applied;
    private final Counter refused;

    RouteChanges(
            RouteContexts contexts,
            RouteStops stops,
            RouteReader reader,
            RouteSchema schema,
            RouteFilesSettings settings,
            RouteFileStore store,
            RouteRetirement retirement,
            RouteVersions versions,
            MeterRegistry meters) {
        this.contexts = contexts;
        this.stops = stops;
        this.reader = reader;
        this.schema = schema;
        this.settings = settings;
        this.store = store;
        this.retirement = retirement;
        this.versions = versions;
        this.applied = changes(meters, "applied");
        this.refused = changes(meters, "refused");
    }

    private static Counter changes(MeterRegistry meters, String result) {
        return Counter.builder("notifyflow.route.changes")
                .description("Versions of route files that were looked at while the hub runs")
                .tag("result", result)
                .register(meters);
    }

    /**
     * Applies files until no more of them goes live, for one may need another; the rest is refused.
     *
     * @param gone paths of files that nothing may count on any more
     * @return whether any went live
     */
    boolean apply(Collection<RouteFile> files, Set<String> gone) {
        var open = new ArrayList<>(files);
        var why = new TreeMap<String, Refusal>();
        boolean progress = true;
        while (progress && !open.isEmpty()) {
            progress = false;
            for (RouteFile file : List.copyOf(open)) {
                try {
                    apply(file, gone);
                    open.remove(file);
                    why.remove(file.path());
                    progress = true;
                } catch (RouteFileRefused e) {
                    why.put(file.path(), Refusal.of(file, e));
                } catch (RuntimeException e) {
                    // One file that nobody thought of must not stop the looks at all others.
                    log.debug("Route file {} version {} fails unexpectedly", file.path(), file.version(), e);
                    why.put(file.path(), Refusal.of(file, RouteFileRefused.unexpectedly(file, e)));
                }
            }
        }
        why.forEach((path, refusal) -> {
            if (isNews(path, refusal)) {
                refused.increment();
                String runsOn = versions.live(path) == null ? "" : " The version before runs on.";
                refusal.errors().forEach(error -> log.error("Route file {}{}", error, runsOn));
            }
        });
        versions.refuse(why);
        return open.size() < files.size();
    }

    private void apply(RouteFile file, Set<String> gone) throws RouteFileRefused {
        long began = System.nanoTime();
        RouteOutline next = reader.read(file);
        refuseIfAny(schema.errors(file));
        LiveFile before = versions.live(file.path());
        var without = new HashSet<>(gone);
        without.add(file.path());
        List<RouteOutline> others = versions.outlinesWithout(without);
        var errors = new ArrayList<>(RouteGuards.errors(next, others, settings.components()));
        if (before != null) {
            errors.addAll(MissedRoutes.of(before.outline(), next, others));
        }
        refuseIfAny(errors);
        List<RouteOutline> files =
                Stream.concat(others.stream(), Stream.of(next)).toList();
        List<Change> changes = withDependants(new Change(next, before), files);
        versions.goLive(new RouteSwap(contexts, stops).run(changes, files));
        changes.forEach(change -> retire(change.before()));
        versions.clear(Set.of(file.path()));
        store.keepAll(List.of(file));
        applied.increment();
        log.info(
                "Route file {} version {} is live: routes {}; built anew with it {}; took {} ms",
                file.path(),
                file.version(),
                new TreeSet<>(next.routeIds()),
                changes.stream().skip(1).map(change -> change.next().path()).toList(),
                (System.nanoTime() - began) / 1_000_000);
    }

    private static void refuseIfAny(List<RouteFileError> errors) throws RouteFileRefused {
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
    }

    /** A file, and those that are built on its definitions. */
    private List<Change> withDependants(Change change, List<RouteOutline> files) {
        var changes = new ArrayList<>(List.of(change));
        var definitions = new HashSet<>(change.next().definitions());
        if (change.before() != null) {
            definitions.addAll(change.before().outline().definitions());
        }
        Definitions.dependentOn(definitions, files).stream()
                .filter(dependent -> !dependent.path().equals(change.next().path()))
                .forEach(dependent -> changes.add(new Change(dependent, versions.live(dependent.path()))));
        return changes;
    }

    /** Ends those that nobody would miss, other than such as go with them. */
    void end(Set<String> gone) {
        var going = new TreeSet<>(gone);
        going.retainAll(versions.live().keySet());
        var missed = new TreeMap<String, Refusal>();
        boolean more = true;
        while (more) {
            List<RouteOutline> staying = versions.outlinesWithout(going);
            going.forEach(path -> {
                List<RouteFileError> errors = MissedRoutes.of(outline(path), null, staying);
                if (!errors.isEmpty()) {
                    missed.put(path, Refusal.ofDeletion(errors));
                }
            });
            more = going.removeAll(missed.keySet());
        }
        going.forEach(this::end);
        Map<String, Refusal> news = new TreeMap<>(missed);
        news.entrySet().removeIf(each -> !isNews(each.getKey(), each.getValue()));
        news.values().forEach(refusal -> {
            refused.increment();
            refusal.errors().forEach(error -> log.error("Route file {} It was deleted; its routes run on.", error));
        });
        versions.refuse(news);
    }

    private RouteOutline outline(String path) {
        return Objects.requireNonNull(versions.live(path)).outline();
    }

    private void end(String path) {
        LiveFile before = versions.live(path);
        versions.end(path);
        retire(before);
        applied.increment();
        log.info("Route file {} is gone, and so are its routes", path);
    }

    private boolean isNews(String path, Refusal refusal) {
        Refusal known = versions.refused().get(path);
        return known == null || !known.errors().equals(refusal.errors());
    }

    private void retire(@Nullable LiveFile before) {
        if (before != null) {
            before.withdraw();
            retirement.retire(before);
        }
    }
}
