package io.notifyflow.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server of the hub's own, durable and behind a password, with its files in the data directory. */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final DataDirectory data;
    private final PostgresServer server;
    private final ServerWatch watch;
    private final DatabaseAccess access;

    private EmbeddedPostgres(DataDirectory data, PostgresServer server, DatabaseAccess access) {
        this.data = data;
        this.server = server;
        this.access = access;
        this.watch = ServerWatch.over(server);
    }

    /**
     * Starts the server, on first use after creating its files (about 3 s), and returns when it can be used.
     *
     * @param dataDir the hub's data directory, made if it is missing
     * @throws DatabaseSetupFailed if no durable server can be had there, with the reason and what to do
     */
    public static EmbeddedPostgres start(Path dataDir) {
        long started = System.nanoTime();
        DataDirectory data = DataDirectory.open(dataDir);
        try {
            Cluster.requireUsable(data);
            if (!Cluster.exists(data.cluster())) {
                log.info("Extracting and initialising the embedded PostgreSQL in {}, about 3 s", data.root());
            }
            PostgresPrograms programs = PostgresPrograms.extractedUnder(data.programs());
            String password = Cluster.prepare(data, programs);
            PostgresServer server = new PostgresServer(programs, data);
            try {
                server.startOnFreePort();
                DatabaseAccess access = HubDatabase.prepare(server.port(), password);
                log.info(
                        "The embedded PostgreSQL in {} is ready on port {} after {} ms",
                        data.cluster(),
                        server.port(),
                        Duration.ofNanos(System.nanoTime() - started).toMillis());
                return new EmbeddedPostgres(data, server, access);
            } catch (RuntimeException failed) {
                server.stop();
                throw failed;
            }
        } catch (IOException unreadable) {
            data.close();
            throw DataDirectory.unwritable(data.root(), unreadable);
        } catch (RuntimeException failed) {
            data.close();
            throw failed;
        }
    }

    /** The URL of the hub's database, without credentials. */
    public String jdbcUrl() {
        return access.jdbcUrl();
    }

    /** The role that owns the hub's database. */
    public String username() {
        return access.username();
    }

    /** The password of that role and of the superuser {@code postgres}. */
    public String password() {
        return String.valueOf(access.password());
    }

    DatabaseAccess access() {
        return access;
    }

    /** Stops the server, waiting half a minute at most, and gives the data directory free. */
    @Override
    public void close() {
        watch.close();
        try {
            server.stop();
        } finally {
            data.close();
        }
    }
}
