package io.notifyflow.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code postmaster.pid}: what a server leaves in its folder, whether it still runs or not. */
record PostmasterFile(Path cluster) {

    /** The process named in the file, if it is a live server of this folder and not a stranger with a reused id. */
    Optional<ProcessHandle> server() throws IOException {
        List<String> lines = read();
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::isServerOfThisFolder);
    }

    /** A zombie has no command line any more, and is rightly not taken for a server. */
    boolean isServerOfThisFolder(ProcessHandle process) {
        String command = process.info().commandLine().orElse("") + " ";
        return process.isAlive() && command.contains("postgres") && command.contains(" -D " + cluster + " ");
    }

    /**
     * Lets a new server start although the id in the file is in use by another program.
     *
     * <p>The file is not deleted, because its other lines tell the new server which shared memory to look at for
     * survivors of the old one; two servers on one folder would destroy it. The id of the process that calls pg_ctl is
     * the one that PostgreSQL passes over (CreateLockFile in miscinit.c, PG_GRANDPARENT_PID).
     */
    void disown() throws IOException {
        List<String> lines = read();
        if (lines.size() < 2) {
            // Killed while it was being written: no server has got as far as having survivors.
            Files.deleteIfExists(file());
            return;
        }
        String hub = Long.toString(ProcessHandle.current().pid());
        Path incomplete = cluster.resolve("postmaster.pid.incomplete");
        Files.write(
                incomplete,
                Stream.concat(Stream.of(hub), lines.stream().skip(1)).toList());
        Files.move(incomplete, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> read() throws IOException {
        try {
            return Files.readAllLines(file());
        } catch (NoSuchFileException stoppedCleanly) {
            return List.of();
        }
    }

    private Path file() {
        return cluster.resolve("postmaster.pid");
    }
}
