package io.notifyflow.bench.hub;

import io.notifyflow.bench.machine.BenchFailed;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/** The database of the running hub: its accounts, its tables, and the table of the baseline beside them. */
public final class HubDatabase implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final Connection connection;

    public HubDatabase(Hub hub) {
        String url = "jdbc:postgresql://127.0.0.1:" + hub.databasePort() + "/notifyflow";
        try {
            connection = DriverManager.getConnection(url, "postgres", hub.databasePassword());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The tables of the benchmark, a hundred accounts with no destination, and a hundred that deliver to the sandbox. */
    public void prepare() {
        execute(HubStatements.PREPARE);
        addAccounts("plain", 100);
        addDelivering("sandbox", "sandbox");
        execute(HubStatements.ADD_PLAIN_ACCOUNTS.formatted("plain"));
    }

    /** A hundred accounts with a destination like the one of this name each. */
    public void addDelivering(String kind, String destination) {
        addAccounts(kind, 100);
        execute(HubStatements.ADD_DESTINATIONS.formatted(kind, destination));
    }

    public void addAccounts(String kind, int accounts) {
        execute(HubStatements.ADD_ACCOUNTS.formatted(kind, accounts));
    }

    /** Adds webhooks of the sandbox; their deliveries wait until {@link #releaseBacklog}. */
    public void addWebhooks(int webhooks) {
        execute(HubStatements.ADD_WEBHOOKS.formatted(webhooks));
    }

    /** Adds pending deliveries for the first so many webhooks. */
    public void addBacklog(int events, int webhooks) {
        execute(HubStatements.ADD_BACKLOG.formatted(events, webhooks));
        execute("ANALYZE event; ANALYZE delivery; CHECKPOINT");
    }

    /** Adds pending deliveries for one webhook, after so many other events of the month. */
    public void addBacklogAfter(int before, int events) {
        execute(HubStatements.ADD_TO_MONTH.formatted(before));
        addBacklog(events, 1);
    }

    public void releaseBacklog() {
        execute(HubStatements.RELEASE_BACKLOG);
    }

    /** Makes the backlog due, and keeps the running hub from it. */
    public void releaseAtNextStart() {
        execute(HubStatements.LEASE_TO_NOBODY);
        releaseBacklog();
    }

    public void openPastMonths() {
        execute(HubStatements.OPEN_PAST_MONTHS);
    }

    /** Adds the events with these numbers, of so many in all, to the past. */
    public void addStored(int first, int last, int all) {
        execute(HubStatements.ADD_STORED.formatted(first, last, all));
    }

    /** An account with a history for people to look at. */
    public void addHistory(int events, int deliveries) {
        addAccounts("pages", 1);
        execute(HubStatements.ADD_DESTINATIONS.formatted("pages", "sandbox"));
        execute(HubStatements.ADD_HISTORY.formatted(events, deliveries));
        execute("VACUUM ANALYZE event");
        execute("VACUUM ANALYZE delivery");
        execute("CHECKPOINT");
        execute(HubStatements.COUNT_ANEW);
    }

    /** Waits until the hub has counted every hour that is over; whether it did within this time. */
    public boolean awaitCounted(Duration limit) {
        return await(() -> count(HubStatements.HOURS_UNCOUNTED) <= 1, limit);
    }

    /** After many rows came in at once: what autovacuum would do in the middle of a measurement. */
    public void settleStored() {
        execute("VACUUM ANALYZE event");
        execute("CHECKPOINT");
    }

    /** Seconds that PostgreSQL takes for a COPY of so many events in one transaction. */
    public double copySeconds(int rows) {
        execute("TRUNCATE bench_event");
        execute("CHECKPOINT");
        var text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(new UUID(0x019a_a000_0000_7000L + ((long) i << 16), 0x8000_0000_0000_0000L + i))
                    .append("\t019aa000-0000-7000-8000-0000000000")
                    .append(10 + i % 90)
                    .append("\tsale\tOrder ")
                    .append(i)
                    .append("\tA customer in Graz bought the yearly plan after a trial of two weeks.\t")
                    .append("{\"amount\":49.90,\"plan\":\"PRO\"}\n");
        }
        try {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            long started = System.nanoTime();
            long copied = copy.copyIn(
                    "COPY bench_event (id, account_id, category, title, description, fields) FROM STDIN",
                    new StringReader(text.toString()));
            double seconds = (System.nanoTime() - started) / 1e9;
            if (copied != rows) {
                throw new BenchFailed(copied + " of " + rows + " rows were copied");
            }
            return seconds;
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new BenchFailed("Rows cannot be copied: " + e.getMessage(), e);
        }
    }

    /** Writes the API keys of the accounts of a kind to a file, one a line. */
    public Path writeKeys(String kind, int limit, Path file) {
        List<String> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT key FROM bench_account WHERE kind = '" + kind + "' ORDER BY number LIMIT " + limit)) {
            while (row.next()) {
                keys.add(row.getString(1));
            }
            return Files.write(file, keys);
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Makes all measurements begin alike: with empty tables, and with a checkpoint just behind them. */
    public void empty() {
        HubStatements.TABLES.forEach(table -> execute("TRUNCATE " + table));
        execute("CHECKPOINT");
    }

    public void checkpoint() {
        execute("CHECKPOINT");
    }

    public long events() {
        return count(HubStatements.EVENTS);
    }

    public long plainEvents() {
        return count("SELECT count(*) FROM plain_event");
    }

    public long delivered() {
        return count(HubStatements.DELIVERED);
    }

    /** Events not yet routed, and deliveries not yet made. */
    public long waiting() {
        return count(HubStatements.ACCEPTED_UNROUTED) + count(HubStatements.PENDING);
    }

    public boolean settled() {
        return routed() && count(HubStatements.ANY_PENDING) == 0;
    }

    private boolean routed() {
        return count(HubStatements.ANY_UNROUTED) == 0;
    }

    /** Waits until every accepted event has been routed; whether that was within this time. */
    public boolean awaitRouted(Duration limit) {
        return await(this::routed, limit);
    }

    /** Waits until everything is delivered; whether that was within this time. */
    public boolean awaitSettled(Duration limit) {
        return await(this::settled, limit);
    }

    private static boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return false;
    }

    private long count(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String commands) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(commands);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static BenchFailed failed(SQLException e) {
        return new BenchFailed("The hub's database refuses: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
