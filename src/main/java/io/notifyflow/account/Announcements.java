package io.notifyflow.account;

import io.notifyflow.account.AccountChanges.Moment;
import io.notifyflow.event.DeliveriesWaiting;
import io.notifyflow.event.RouteStopsChanged;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Listens to what hubs tell each other through the database: of account changes, so that a key that is revoked on one
 * hub is refused on all of them at once; of deliveries that wait for the hub that holds their lane; and of routes that
 * were stopped or started.
 */
@Component
class Announcements implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Announcements.class);
    private static final int POLL_MILLIS = 500;
    private static final int RETRY_MILLIS = 1000;
    /** Less than {@link AccountChanges#HEARD_WITHIN} by a poll, and by the time that a slow word takes. */
    private static final long BEAT_NANOS = 1_000_000_000L;

    private final DataSource dataSource;
    private final AccountChanges changes;
    private final ChangeBarrier barrier;
    private final ApplicationEventPublisher events;
    private volatile boolean running;
    private volatile Thread listener = Thread.currentThread();

    Announcements(
            DataSource dataSource, AccountChanges changes, ChangeBarrier barrier, ApplicationEventPublisher events) {
        this.events = events;
        this.dataSource = dataSource;
        this.changes = changes;
        this.barrier = barrier;
    }

    @Override
    public void start() {
        running = true;
        listener = Thread.ofPlatform().name("announcements").daemon().start(this::listen);
    }

    @Override
    public void stop() {
        running = false;
        listener.interrupt();
        barrier.deaf();
    }

    /** For a start that failed half-way: Spring then destroys what it never stopped. */
    @Override
    public void destroy() {
        if (running) {
            stop();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void listen() {
        while (running) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                listen(connection, statement);
            } catch (SQLException | RuntimeException e) {
                forgetAll();
                if (running) {
                    log.warn("Not hearing of account changes for the moment: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void listen(Connection connection, Statement statement) throws SQLException {
        try {
            statement.execute("LISTEN account_changed");
            statement.execute("LISTEN " + ChangeBarrier.CHANNEL);
            statement.execute("LISTEN " + DeliveriesWaiting.CHANNEL);
            statement.execute("LISTEN " + RouteStopsChanged.CHANNEL);
            // Whatever was read before the first word could be heard may be stale.
            changes.allChanged();
            events.publishEvent(new AccountsForgotten());
            barrier.listening();
            hear(connection.unwrap(PGConnection.class));
            statement.execute("UNLISTEN *");
        } catch (SQLException | RuntimeException e) {
            drop(connection, statement, e);
            throw e;
        }
    }

    /** So that the pool, which sees a statement fail on a connection that is closed, lends it to nobody else. */
    private static void drop(Connection connection, Statement statement, Exception failure) throws SQLException {
        connection.abort(Runnable::run);
        try {
            statement.execute("UNLISTEN *");
        } catch (SQLException closed) {
            failure.addSuppressed(closed);
        }
    }

    private void forgetAll() {
        barrier.deaf();
        changes.allChanged();
    }

    private void hear(PGConnection connection) throws SQLException {
        long beatAt = System.nanoTime() - BEAT_NANOS;
        var lost = new AtomicBoolean();
        while (running) {
            if (System.nanoTime() - beatAt >= BEAT_NANOS) {
                beatAt = System.nanoTime();
                beat(lost);
            }
            PGNotification[] heard = connection.getNotifications(POLL_MILLIS);
            if (heard != null) {
                for (PGNotification notification : heard) {
                    tell(notification);
                }
            }
            if (lost.get()) {
                throw new SQLException("the database did not deliver an announcement within " + ChangeBarrier.MAX_WAIT);
            }
        }
    }

    /** A connection may be dead without a word, or a pooler in between may have lost what it listened to. */
    private void beat(AtomicBoolean lost) {
        Moment now = changes.now();
        var unused = barrier.passed().thenAccept(heard -> {
            changes.heard(now);
            if (!heard) {
                lost.set(true);
            }
        });
    }

    private void tell(PGNotification notification) {
        switch (notification.getName()) {
            case ChangeBarrier.CHANNEL -> barrier.heard(notification.getParameter());
            case RouteStopsChanged.CHANNEL -> events.publishEvent(new RouteStopsChanged());
            case DeliveriesWaiting.CHANNEL -> events.publishEvent(new DeliveriesWaiting(ids(notification)));
            default ->
                ids(notification).forEach(id -> {
                    changes.changed(id);
                    events.publishEvent(new AccountChanged(id));
                });
        }
    }

    private static List<UUID> ids(PGNotification notification) {
        return Arrays.stream(notification.getParameter().split(","))
                .map(UUID::fromString)
                .toList();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
