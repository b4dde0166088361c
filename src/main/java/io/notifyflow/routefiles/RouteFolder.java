package io.notifyflow.routefiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The operator's folder, looked at again and again: a file counts once it looks the same twice, so that one that is being
 * written, or swapped with its folder as Kubernetes does it, is left in peace.
 */
final class RouteFolder {

    private static final String JAR = ".jar";
    private static final List<String> ENDINGS = List.of(".camel.yaml", ".kamelet.yaml", JAR);
    /** A file system's clock may tick so slowly that two writes have the same time. */
    private static final Duration CLOCK_TICK = Duration.ofSeconds(2);

    private static final int LARGEST = 1 << 20;
    private static final int LARGEST_JAR = 64 << 20;

    private final Path folder;
    private final JarCopies jars = new JarCopies();
    private Map<String, Seen> seen = new HashMap<>();
    private Set<String> missing = Set.of();

    RouteFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** @param key tells files apart that replaced one another */
    private record Stamp(long size, FileTime modified, @Nullable Object key) {}

    private record Seen(Stamp stamp, RouteFile file) {}

    /**
     * What the folder holds.
     *
     * @param settled files that looked the same twice, by their paths
     * @param gone    paths of files that were there, and twice were not; told until they are forgotten
     */
    record Look(SortedMap<String, RouteFile> settled, Set<String> gone) {}

    Path path() {
        return folder;
    }

    /** All files as they are at this moment. */
    SortedMap<String, RouteFile> read() throws IOException {
        var files = new TreeMap<String, RouteFile>();
        for (Path path : find(folder)) {
            Seen now = look(path);
            seen.put(now.file().path(), now);
            files.put(now.file().path(), now.file());
        }
        return files;
    }

    Look look() throws IOException {
        var settled = new TreeMap<String, RouteFile>();
        var now = new HashMap<String, Seen>();
        for (Path path : find(folder)) {
            try {
                String name = name(path);
                Seen before = seen.get(name);
                Seen current =
                        before != null && old(before.stamp()) && stamp(path).equals(before.stamp())
                                ? before
                                : look(path);
                now.put(name, current);
                if (before != null
                        && before.file().checksum().equals(current.file().checksum())) {
                    settled.put(name, current.file());
                }
            } catch (NoSuchFileException e) {
                // Swapped at this moment; the next look finds it.
            }
        }
        var absent = new HashSet<>(seen.keySet());
        absent.addAll(missing);
        absent.removeAll(now.keySet());
        var gone = new HashSet<>(absent);
        gone.retainAll(missing);
        missing = Set.copyOf(absent);
        seen = now;
        // A file that comes as another goes may be the same under a new name, which then takes over without a gap.
        boolean coming = settled.size() < now.size();
        return new Look(settled, coming ? Set.of() : Set.copyOf(gone));
    }

    /** Files that are gone need not be told of any more. */
    void forget(Set<String> paths) {
        var left = new HashSet<>(missing);
        left.removeAll(paths);
        missing = Set.copyOf(left);
    }

    private Seen look(Path path) throws IOException {
        Stamp stamp = stamp(path);
        boolean jar = path.toString().endsWith(JAR);
        int largest = jar ? LARGEST_JAR : LARGEST;
        if (stamp.size() > largest) {
            return new Seen(stamp, RouteFile.of(name(path), "# larger than " + largest + " bytes"));
        }
        byte[] content = Files.readAllBytes(path);
        return new Seen(stamp, jar ? jars.copy(name(path), content) : RouteFile.of(name(path), content));
    }

    private static Stamp stamp(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    private static boolean old(Stamp stamp) {
        return stamp.modified().toInstant().isBefore(Instant.now().minus(CLOCK_TICK));
    }

    private String name(Path path) {
        return folder.relativize(path).toString().replace('\\', '/');
    }

    private static boolean isBehindLinks(Path file) {
        return StreamSupport.stream(file.spliterator(), false)
                .anyMatch(part -> part.toString().startsWith(".."));
    }

    /**
     * The route files below a folder. Kubernetes mounts a ConfigMap as links into a folder whose name begins with two
     * dots and which holds the same files: looking there as well would find each route twice.
     */
    static List<Path> find(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                    .filter(file -> !isBehindLinks(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
