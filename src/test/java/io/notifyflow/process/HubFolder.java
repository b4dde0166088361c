package io.notifyflow.process;

import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A data directory with an embedded PostgreSQL, which outlives a killed hub but not this object. */
public record HubFolder(Path path) implements AutoCloseable {

    /** A folder whose hub need not extract PostgreSQL first. */
    public static HubFolder prepared(Path path) {
        try {
            return new HubFolder(TestDatabase.lendPrograms(path));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Kills the PostgreSQL server's first process, whereupon the others end by themselves. */
    void killServer() {
        ProcessHandle server = server().orElseThrow(() -> new IllegalStateException("No PostgreSQL runs in " + path));
        server.destroyForcibly();
        await().until(() -> !isServer(server));
    }

    Optional<ProcessHandle> server() {
        try {
            List<String> lines = Files.readAllLines(path.resolve("postgres/postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(HubFolder::isServer);
        } catch (NoSuchFileException stopped) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isServer(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("postgres");
    }

    @Override
    public void close() {
        server().ifPresent(orphan -> killServer());
    }
}
