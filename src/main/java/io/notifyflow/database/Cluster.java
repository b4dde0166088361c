package io.notifyflow.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The embedded server's files on disk: made on first start, checked on every other. */
final class Cluster {

    static final String SUPERUSER = "postgres";
    static final String MAJOR_VERSION = "18";

    private Cluster() {}

    /** Fails if there is data that this hub cannot open; no data at all is fine. */
    static void requireUsable(DataDirectory data) throws IOException {
        if (exists(data.cluster())) {
            requireThisVersion(data);
            readPassword(data);
        }
    }

    /** Leaves a complete cluster behind and returns its password. */
    static String prepare(DataDirectory data, PostgresPrograms programs) throws IOException {
        if (!exists(data.cluster())) {
            create(data, programs);
        }
        return readPassword(data);
    }

    /** An empty folder counts as none: it may be where the operator means to have the data. */
    static boolean exists(Path cluster) throws IOException {
        if (!Files.isDirectory(cluster)) {
            return false;
        }
        try (Stream<Path> files = Files.list(cluster)) {
            return files.findAny().isPresent();
        }
    }

    /**
     * Nothing is named {@code postgres} before it is complete and the password that opens it is on disk: a kill in
     * between leaves at most remains that the next start throws away.
     */
    private static void create(DataDirectory data, PostgresPrograms programs) throws IOException {
        Path incomplete = data.root().resolve("postgres.incomplete");
        FileSystemUtils.deleteRecursively(incomplete);
        if (!Files.exists(data.password())) {
            writePassword(data);
        }
        PostgresPrograms.Result result = programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + incomplete,
                        "--username=" + SUPERUSER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + data.password(),
                        // The password is random: to guess it is no easier with one iteration than with 4096, which
                        // each new connection would pay for.
                        "--set=scram_iterations=1",
                        "--encoding=UTF8",
                        // PostgreSQL's own C.UTF-8 sorts alike on every platform and C library.
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
        if (!result.succeeded()) {
            throw new DatabaseSetupFailed(
                    "The embedded PostgreSQL cannot be initialised here: " + result.reason(),
                    "Run the hub as an ordinary user with an entry in /etc/passwd (root needs user namespaces, "
                            + "unshare -U). Otherwise: " + PostgresPrograms.USE_A_SERVER);
        }
        Files.move(incomplete, data.cluster(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writePassword(DataDirectory data) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path unfinished = data.root().resolve("postgres.password.incomplete");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, DataDirectory.onlyForOwner(unfinished, "rw-------"));
        Files.writeString(unfinished, password + "\n", StandardOpenOption.SYNC);
        Files.move(unfinished, data.password(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireThisVersion(DataDirectory data) throws IOException {
        Path versionFile = data.cluster().resolve("PG_VERSION");
        if (!Files.exists(versionFile)) {
            throw new DatabaseSetupFailed(
                    "The folder " + data.cluster() + " is not empty and holds no PostgreSQL data.",
                    "Move it away, or set NOTIFYFLOW_DATA_DIR to another folder.");
        }
        String version = Files.readString(versionFile).strip();
        if (!version.equals(MAJOR_VERSION)) {
            throw new DatabaseSetupFailed(
                    "The data in " + data.cluster() + " was made by PostgreSQL " + version
                            + "; this hub brings PostgreSQL " + MAJOR_VERSION + ".",
                    "Run the hub version that made it and move the data with pg_dump, or run pg_upgrade on the folder.");
        }
    }

    private static String readPassword(DataDirectory data) throws IOException {
        if (!Files.exists(data.password())) {
            throw new DatabaseSetupFailed(
                    "The password of the embedded PostgreSQL is missing: there is no file " + data.password() + ".",
                    "Restore the file from the backup of the data directory; it is needed to open " + data.cluster()
                            + ".");
        }
        return Files.readString(data.password()).strip();
    }
}
