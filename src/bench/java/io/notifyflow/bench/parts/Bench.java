package io.notifyflow.bench.parts;

import io.notifyflow.bench.machine.BenchSettings;
import io.notifyflow.bench.machine.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** What a part measures with. */
public record Bench(BenchSettings settings, Commands commands) {

    /** A folder for a hub's data, in which nothing is left of an earlier one. */
    Path emptyFolder(String name) {
        Path folder = settings.output().resolve(name);
        delete(folder);
        return folder;
    }

    static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("A hub's data cannot be deleted: " + e.getMessage(), e);
        }
    }
}
