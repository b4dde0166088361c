package io.notifyflow.account;

import io.notifyflow.event.DeliveriesWaiting;
import io.notifyflow.event.RouteStopsChanged;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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

    private final DataSource dataSource;
    private final Accounts accounts;
    private final ApplicationEventPublisher events;
    private volatile boolean running;
    private volatile Thread listener = Thread.currentThread();

    Announcements(DataSource dataSource, Accounts accounts, ApplicationEventPublisher events) {
        this.events = events;
        this.dataSource = dataSource;
        this.accounts = accounts;
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
                statement.execute("LISTEN account_changed");
                statement.execute("LISTEN " + DeliveriesWaiting.CHANNEL);
                statement.execute("LISTEN " + RouteStopsChanged.CHANNEL);
                // Whatever was read before the first word could be heard may be stale.
                accounts.forgetAll();
                events.publishEvent(new AccountsForgotten());
                hear(connection.unwrap(PGConnection.class));
                statement.execute("UNLISTEN *");
            } catch (SQLException e) {
                accounts.forgetAll();
                if (running) {
                    log.warn("Not hearing of account changes for the moment: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void hear(PGConnection connection) throws SQLException {
        while (running) {
            PGNotification[] heard = connection.getNotifications(POLL_MILLIS);
            if (heard != null) {
                for (PGNotification notification : heard) {
                    tell(notification);
                }
            }
        }
    }

    private void tell(PGNotification notification) {
        if (notification.getName().equals(RouteStopsChanged.CHANNEL)) {
            events.publishEvent(new RouteStopsChanged());
            return;
        }
        List<UUID> ids = Arrays.stream(notification.getParameter().split(","))
                .map(UUID::fromString)
                .toList();
        if (notification.getName().equals(DeliveriesWaiting.CHANNEL)) {
            events.publishEvent(new DeliveriesWaiting(ids));
        } else {
            ids.forEach(accounts::forget);
            ids.forEach(id -> events.publishEvent(new AccountChanged(id)));
        }
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
