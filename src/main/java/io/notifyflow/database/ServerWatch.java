package io.notifyflow.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that the embedded server died while the hub runs, and starts it again. */
final class ServerWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);

    private final PostgresServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("embedded-postgres-watch").unstarted(this::run);

    private ServerWatch(PostgresServer server) {
        this.server = server;
    }

    /** Asks rather than being told: the server is no child of the hub, and as a zombie it never reports its exit. */
    static ServerWatch over(PostgresServer server) {
        ServerWatch watch = new ServerWatch(server);
        watch.thread.start();
        return watch;
    }

    private void run() {
        Duration pause = INTERVAL;
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = keepRunning() ? INTERVAL : longer(pause);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : doubled;
    }

    private boolean keepRunning() {
        if (server.isRunning()) {
            return true;
        }
        try {
            log.error("The embedded PostgreSQL has died; starting it again on port {}", server.port());
            server.restart();
            log.info("The embedded PostgreSQL runs again; it lost nothing that was committed");
            return true;
        } catch (RuntimeException failed) {
            log.error("The embedded PostgreSQL could not be started again; trying once more later", failed);
            return false;
        }
    }

    /** Lets a restart that is under way finish, so that its server is stopped as well. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(LONGEST_INTERVAL)) {
                log.warn("The embedded PostgreSQL is still starting; the next hub on this folder will stop it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
