package io.notifyflow.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder of one hub, held by an exclusive lock for as long as this is open. */
final class DataDirectory implements AutoCloseable {

    private static final String ANOTHER_FOLDER =
            "Give the user that runs the hub write access, or set NOTIFYFLOW_DATA_DIR to another folder.";

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    static DataDirectory open(Path configured) {
        Path absolute = configured.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) {
                Files.createDirectories(absolute, onlyForOwner(absolute, "rwx------"));
            }
            // The server is found again by the path it was started with, so there must be one path only.
            Path root = absolute.toRealPath();
            return new DataDirectory(root, lock(root.resolve("hub.lock")));
        } catch (IOException unwritable) {
            throw unwritable(absolute, unwritable);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(path).strip();
            channel.close();
            throw new DatabaseSetupFailed(
                    "Another hub" + (holder.isEmpty() ? "" : " (process " + holder + ")")
                            + " is running on the data directory " + path.getParent() + ".",
                    "Stop that hub, or give this one a folder of its own with NOTIFYFLOW_DATA_DIR. "
                            + "Several hubs can share one database: set DATABASE_URL for all of them.");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    static FileAttribute<?>[] onlyForOwner(Path near, String permissions) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static DatabaseSetupFailed unwritable(Path directory, IOException cause) {
        return new DatabaseSetupFailed(
                "The data directory " + directory + " cannot be written: " + cause, ANOTHER_FOLDER, cause);
    }

    Path root() {
        return root;
    }

    Path programs() {
        return root.resolve("postgres-programs");
    }

    Path cluster() {
        return root.resolve("postgres");
    }

    Path password() {
        return root.resolve("postgres.password");
    }

    Path serverLog() {
        return root.resolve("postgres.log");
    }

    /** Closing the file releases its lock; the file stays, because deleting it would race with the next hub. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException closedAnyway) {
            // The operating system releases the lock with the process at the latest.
        }
    }
}
