package io.notifyflow.routefiles;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.routefiles.RouteSwap.Change;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the routes as the operator's folder has them: what is right goes live, what is wrong is refused with the reason
 * while the last good version runs on.
 */
@Component
class RouteManager {

    private static final Logger log = LoggerFactory.getLogger(RouteManager.class);

    private final CamelContext hub;
    private final RouteContexts contexts;
    private final RouteSchema schema;
    private final RouteFilesSettings settings;
    private final RouteFileStore store;
    private final RouteRetirement retirement;
    private final RouteFolder folder;
    private final Counter applied;
    private final Counter refused;
    private final UUID id = UUID.randomUUID();
    private final Instant startedAt = Instant.now();
    /** By path; replaced as a whole by the one thread that changes it. */
    private volatile SortedMap<String, LiveFile> live = new TreeMap<>();

    private volatile SortedMap<String, Pending> pending = new TreeMap<>();
    private volatile boolean started;
    private boolean unreadable;

    RouteManager(
            CamelContext hub,
            RouteContexts contexts,
            RouteSchema schema,
            RouteFilesSettings settings,
            RouteFileStore store,
            RouteRetirement retirement,
            MeterRegistry meters,
            @Value("${notifyflow.routes-dir}") Path folder) {
        this.hub = hub;
        this.contexts = contexts;
        this.schema = schema;
        this.settings = settings;
        this.store = store;
        this.retirement = retirement;
        this.folder = new RouteFolder(folder);
        this.applied = changes(meters, "applied");
        this.refused = changes(meters, "refused");
        Gauge.builder("notifyflow.route.files.live", () -> live.size())
                .description("Route files of which a version runs")
                .register(meters);
        Gauge.builder("notifyflow.route.files.pending", () -> pending.size())
                .description("Route files whose version in the folder is refused")
                .register(meters);
    }

    private static Counter changes(MeterRegistry meters, String result) {
        return Counter.builder("notifyflow.route.changes")
                .description("Versions of route files that were looked at while the hub runs")
                .tag("result", result)
                .register(meters);
    }

    /**
     * A version that does not go live.
     *
     * @param checksum null where the file is gone from the folder, and must not
     */
    record Pending(@Nullable String checksum, List<RouteFileError> errors, Instant since) {

        boolean isAbout(RouteFile file) {
            return file.checksum().equals(checksum);
        }
    }

    /** Loads all files into the hub's own Camel context, each by itself: a broken one leaves the others alone. */
    synchronized void load() throws IOException {
        if (!Files.isDirectory(folder.path())) {
            throw new RouteFilesMissing(folder.path());
        }
        SortedMap<String, RouteFile> files = folder.read();
        if (files.isEmpty()) {
            throw new RouteFilesMissing(folder.path());
        }
        var outlines = new ArrayList<RouteOutline>();
        var broken = new TreeMap<String, Pending>();
        for (RouteFile file : files.values()) {
            try {
                outlines.add(RouteFileReader.read(file));
            } catch (RouteFileRefused e) {
                broken.put(file.path(), pending(file, e));
            }
        }
        var running = new TreeMap<String, LiveFile>();
        outlines.stream().sorted(START_ORDER).forEach(outline -> {
            try {
                running.put(outline.path(), loadIntoHub(outline, outlines(running), false));
            } catch (RouteFileRefused e) {
                broken.put(outline.path(), pending(outline.file(), e));
            }
        });
        for (String path : broken.keySet()) {
            loadLastGood(path, running);
        }
        live = running;
        pending = broken;
        broken.forEach((path, version) -> version.errors()
                .forEach(error -> log.error(
                        "Route file {}{}",
                        error,
                        running.containsKey(path) ? " Its last good version runs." : " It does not run.")));
        running.values().stream().filter(file -> !file.stored()).forEach(this::keep);
        started = true;
        report();
    }

    /** What others build on first, then what is only called, and what fetches by itself last. */
    private static final Comparator<RouteOutline> START_ORDER = Comparator.<RouteOutline>comparingInt(
                    file -> !file.definitions().isEmpty() ? 0 : startsDirect(file) ? 1 : called(file) ? 2 : 3)
            .thenComparing(file -> file.uses().size())
            .thenComparing(RouteOutline::path);

    private static boolean startsDirect(RouteOutline file) {
        return file.routes().stream()
                .allMatch(route -> route.from() != null && route.from().scheme().equals("direct"));
    }

    private static boolean called(RouteOutline file) {
        return file.routes().stream().allMatch(RouteOutline.Route::isCalled);
    }

    private LiveFile loadIntoHub(RouteOutline file, Collection<RouteOutline> others, boolean stored)
            throws RouteFileRefused {
        // A target may be in a file that is broken, and must not take this one along.
        List<RouteFileError> errors = RouteGuards.ofStart(file, others, settings.components());
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
        try {
            RouteContexts.load(hub, file.file());
            LiveFile loaded = new LiveFile(file, hub, Instant.now(), stored);
            if (!loaded.runs()) {
                throw new IllegalStateException("not all of its routes start");
            }
            return loaded;
        } catch (Exception e) {
            removeFromHub(file);
            List<RouteFileError> precise = schemaErrors(file);
            throw precise.isEmpty() ? new RouteFileRefused(CamelFailure.in(file, e), e) : new RouteFileRefused(precise);
        }
    }

    private void removeFromHub(RouteOutline file) {
        for (String route : file.routeIds()) {
            RouteRetirement.remove((ModelCamelContext) hub, route);
        }
    }

    private void loadLastGood(String path, SortedMap<String, LiveFile> running) {
        try {
            Optional<RouteFile> lastGood = store.lastGood(path);
            if (lastGood.isPresent()) {
                RouteOutline outline = RouteFileReader.read(lastGood.get());
                running.put(path, loadIntoHub(outline, outlines(running), true));
            }
        } catch (RouteFileRefused | DataAccessException e) {
            log.error("The last good version of route file {} does not run either: {}", path, e.getMessage());
        }
    }

    /** Looks at the folder; what changed since the last look goes live or is refused. */
    @Scheduled(fixedDelayString = "${notifyflow.routes.poll:250ms}")
    synchronized void look() {
        if (!started || !settings.watch()) {
            return;
        }
        try {
            change(folder.look());
            unreadable = false;
        } catch (IOException e) {
            if (!unreadable) {
                log.error("The route files at {} cannot be read, so they stay as they are", folder.path(), e);
            }
            unreadable = true;
        }
    }

    private void change(RouteFolder.Look look) {
        List<RouteFile> open = new ArrayList<>();
        var waiting = new TreeMap<>(pending);
        for (RouteFile file : look.settled().values()) {
            LiveFile running = live.get(file.path());
            if (running != null && running.outline().file().checksum().equals(file.checksum())) {
                waiting.remove(file.path());
            } else if (!Optional.ofNullable(waiting.get(file.path()))
                    .map(known -> known.isAbout(file))
                    .orElse(false)) {
                open.add(file);
            }
        }
        Set<String> gone = new TreeSet<>(look.gone());
        waiting.keySet().removeIf(path -> gone.contains(path) && !live.containsKey(path));
        boolean news = !open.isEmpty() || !waiting.equals(pending);
        pending = waiting;
        gone.retainAll(live.keySet());
        if (applyAll(open, gone)) {
            // What was refused for want of another file may be right now.
            var again = look.settled().values().stream()
                    .filter(file -> pending.containsKey(file.path()))
                    .toList();
            applyAll(again, Set.of());
        }
        remove(gone);
        if (news || !gone.isEmpty()) {
            report();
        }
    }

    /** Until no more of them goes live, for one may need another. */
    private boolean applyAll(List<RouteFile> files, Set<String> gone) {
        var open = new ArrayList<>(files);
        var why = new TreeMap<String, Pending>();
        boolean any = false;
        boolean progress = true;
        while (progress && !open.isEmpty()) {
            progress = false;
            for (RouteFile file : List.copyOf(open)) {
                try {
                    apply(file, gone);
                    open.remove(file);
                    why.remove(file.path());
                    progress = true;
                    any = true;
                } catch (RouteFileRefused e) {
                    why.put(file.path(), pending(file, e));
                }
            }
        }
        var all = new TreeMap<>(pending);
        why.forEach((path, version) -> {
            Pending known = all.put(path, version);
            if (known == null || !Objects.equals(known.errors(), version.errors())) {
                refused.increment();
                version.errors()
                        .forEach(error -> log.error(
                                "Route file {}{}",
                                error,
                                live.containsKey(path) ? " The version before runs on." : ""));
            }
        });
        pending = all;
        return any;
    }

    private void apply(RouteFile file, Set<String> gone) throws RouteFileRefused {
        long began = System.nanoTime();
        RouteOutline next = RouteFileReader.read(file);
        List<RouteFileError> misspelt = schemaErrors(next);
        if (!misspelt.isEmpty()) {
            throw new RouteFileRefused(misspelt);
        }
        LiveFile before = live.get(file.path());
        List<RouteOutline> others = live.values().stream()
                .map(LiveFile::outline)
                .filter(other -> !other.path().equals(file.path()) && !gone.contains(other.path()))
                .toList();
        var errors = new ArrayList<>(RouteGuards.errors(next, others, settings.components()));
        errors.addAll(missedBy(before, next, others));
        if (!errors.isEmpty()) {
            throw new RouteFileRefused(errors);
        }
        List<RouteOutline> files =
                Stream.concat(others.stream(), Stream.of(next)).toList();
        var changes = new ArrayList<Change>(List.of(new Change(next, before)));
        var definitions = new HashSet<>(next.definitions());
        if (before != null) {
            definitions.addAll(before.outline().definitions());
        }
        Definitions.dependentOn(definitions, files).stream()
                .filter(dependent -> !dependent.path().equals(file.path()))
                .forEach(dependent -> changes.add(new Change(dependent, live.get(dependent.path()))));
        List<LiveFile> now = new RouteSwap(contexts).run(changes, files);
        var running = new TreeMap<>(live);
        now.forEach(started -> running.put(started.outline().path(), started));
        live = running;
        changes.forEach(change -> retire(change.before()));
        var fine = new TreeMap<>(pending);
        fine.remove(file.path());
        pending = fine;
        keep(now.getFirst());
        applied.increment();
        log.info(
                "Route file {} version {} is live: routes {}; built anew with it {}; took {} ms",
                file.path(),
                file.version(),
                new TreeSet<>(next.routeIds()),
                changes.stream().skip(1).map(change -> change.next().path()).toList(),
                (System.nanoTime() - began) / 1_000_000);
    }

    /** What others, or the pipeline, would miss of the version before. */
    private static List<RouteFileError> missedBy(
            @Nullable LiveFile before, @Nullable RouteOutline next, Collection<RouteOutline> others) {
        if (before == null) {
            return List.of();
        }
        RouteOutline old = before.outline();
        var errors = new ArrayList<RouteFileError>();
        var lost = new TreeSet<>(old.routeIds());
        lost.retainAll(PipelineRoutes.NEEDED);
        if (next != null) {
            lost.removeAll(next.routeIds());
        }
        others.forEach(other -> lost.removeAll(other.routeIds()));
        if (!lost.isEmpty()) {
            errors.add(RouteFileError.of(
                    old.path(), "No event gets through without the routes " + lost, "Put them back into a file"));
        }
        var starts = new TreeSet<>(old.starts());
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
                    .forEach(target -> errors.add(RouteFileError.of(
                            old.path(),
                            other.path() + ":" + target.line() + " sends to direct:" + target.name()
                                    + ", which would be gone",
                            "Change that file first, or keep the route")));
        }
        var definitions = new TreeSet<>(old.definitions());
        if (next != null) {
            definitions.removeAll(next.definitions());
        }
        for (RouteOutline other : others) {
            other.uses().stream()
                    .filter(definitions::contains)
                    .forEach(used -> errors.add(RouteFileError.of(
                            old.path(), other.path() + " uses " + used + ", which would be gone", "Change it first")));
        }
        return errors;
    }

    /** Those that nobody would miss, other than such as go with them. */
    private void remove(Set<String> gone) {
        var going = new TreeSet<>(gone);
        going.retainAll(live.keySet());
        var missed = new TreeMap<String, List<RouteFileError>>();
        boolean more = true;
        while (more) {
            List<RouteOutline> staying = outlines(live).stream()
                    .filter(other -> !going.contains(other.path()))
                    .toList();
            going.forEach(path -> {
                List<RouteFileError> errors = missedBy(live.get(path), null, staying);
                if (!errors.isEmpty()) {
                    missed.put(path, errors);
                }
            });
            more = going.removeAll(missed.keySet());
        }
        going.forEach(this::end);
        missed.forEach(this::refuseEnd);
    }

    private void end(String path) {
        var running = new TreeMap<>(live);
        LiveFile before = running.remove(path);
        live = running;
        retire(before);
        applied.increment();
        log.info("Route file {} is gone, and so are its routes", path);
    }

    private void refuseEnd(String path, List<RouteFileError> errors) {
        Pending known = pending.get(path);
        if (known == null || !known.errors().equals(errors)) {
            var all = new TreeMap<>(pending);
            all.put(path, new Pending(null, errors, Instant.now()));
            pending = all;
            refused.increment();
            errors.forEach(error -> log.error("Route file {} It was deleted; its routes run on.", error));
        }
    }

    private void retire(@Nullable LiveFile before) {
        if (before != null) {
            before.withdraw();
            retirement.retire(before, before.context() == hub);
        }
    }

    private List<RouteFileError> schemaErrors(RouteOutline file) {
        return schema.errors(file.file());
    }

    private void keep(LiveFile file) {
        try {
            store.keep(file.outline().file());
        } catch (DataAccessException e) {
            log.warn(
                    "Route file {} runs, but cannot be kept as the last good version: {}",
                    file.outline().path(),
                    e.getMessage());
        }
    }

    private static Pending pending(RouteFile file, RouteFileRefused refused) {
        return new Pending(file.checksum(), refused.errors(), Instant.now());
    }

    private static Collection<RouteOutline> outlines(Map<String, LiveFile> files) {
        return files.values().stream().map(LiveFile::outline).toList();
    }

    boolean runs(String routeId) {
        return live.values().stream()
                .filter(file -> file.outline().routeIds().contains(routeId))
                .anyMatch(file -> RouteContexts.started(file.context(), routeId));
    }

    /** What every file's version in the folder is refused for. */
    Map<String, List<RouteFileError>> refusals() {
        return pending.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().errors(), (one, other) -> one, TreeMap::new));
    }

    SortedMap<String, LiveFile> live() {
        return live;
    }

    RouteFilesReport.All reports() {
        return new RouteFilesReport.All(ownReport(), store.others(id));
    }

    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void report() {
        if (started) {
            try {
                store.report(id, ownReport());
            } catch (DataAccessException e) {
                log.debug("What this hub runs cannot be reported for the moment", e);
            }
        }
    }

    /** Ends the contexts of edited files, once the hub's own has ended. */
    synchronized void end() {
        started = false;
        live.values().stream()
                .map(LiveFile::context)
                .filter(context -> context != hub)
                .distinct()
                .forEach(RouteContexts::close);
        try {
            store.forget(id);
        } catch (DataAccessException e) {
            log.debug("This hub's report stays until it is too old", e);
        }
    }

    private RouteFilesReport ownReport() {
        var paths = new TreeSet<>(live.keySet());
        paths.addAll(pending.keySet());
        return new RouteFilesReport(
                id.toString(),
                host(),
                startedAt,
                paths.stream().map(this::fileReport).toList());
    }

    private RouteFilesReport.File fileReport(String path) {
        LiveFile running = live.get(path);
        Pending waiting = pending.get(path);
        return new RouteFilesReport.File(
                path,
                running == null ? null : running.outline().file().version(),
                running == null ? null : running.since(),
                running != null && running.stored(),
                running == null
                        ? List.of()
                        : running.outline().routeIds().stream().sorted().toList(),
                waiting == null
                        ? List.of()
                        : waiting.errors().stream()
                                .map(error -> new RouteFilesReport.Refused(
                                        waiting.checksum() == null
                                                ? "deleted"
                                                : waiting.checksum().substring(0, 12),
                                        waiting.since(),
                                        error.line(),
                                        error.problem(),
                                        error.advice()))
                                .toList());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
