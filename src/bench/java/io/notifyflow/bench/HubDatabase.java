package io.notifyflow.bench;

import java.io.IOException;
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
import java.util.concurrent.locks.LockSupport;

/** The database of the running hub: its accounts, its tables, and the table of the baseline beside them. */
final class HubDatabase implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    /** A hundred accounts with no destination, and a hundred that deliver to the sandbox, one webhook each. */
    private static final String PREPARE =
            """
            CREATE TABLE bench_account AS
            SELECT uuidv7() AS id, number, kind, 'bench-' || kind || '-' || lpad(number::text, 26, '0') AS key
            FROM generate_series(1, 100) number, unnest(ARRAY['plain', 'sandbox']) kind;
            INSERT INTO account (id, name, plan) SELECT id, key, 'bench' FROM bench_account;
            INSERT INTO api_key (id, account_id, name, hint, key_hash)
            SELECT uuidv7(), id, 'bench', 'bench', sha256(convert_to(key, 'UTF8')) FROM bench_account;
            INSERT INTO category (id, account_id, name, color) SELECT uuidv7(), id, 'sale', 255 FROM bench_account;
            INSERT INTO destination (id, account_id, name, type, config, secret, is_default)
            SELECT uuidv7(), b.id, d.name, d.type, d.config || jsonb_build_object('webhookId', (1000 + b.number)::text),
                   d.secret, true
            FROM bench_account b CROSS JOIN destination d
            WHERE b.kind = 'sandbox' AND d.name = 'sandbox';
            CREATE TABLE bench_event (LIKE event INCLUDING ALL);
            ALTER TABLE bench_event OWNER TO notifyflow;
            """;

    /** Emptied between measurements, so that none runs on larger tables than another. */
    private static final List<String> TABLES =
            List.of("event_outbox", "delivery", "delivery_attempt", "idempotency", "event", "bench_event");

    /** An account with webhooks of the sandbox, paused; the order of their ids is that of their numbers. */
    private static final String ADD_WEBHOOKS =
            """
            CREATE TABLE bench_webhook AS
            SELECT uuidv7() AS id, number FROM generate_series(1, %d) number;
            INSERT INTO account (id, name, plan) VALUES ('00000000-0000-7000-8000-00000000bace', 'backlog', 'bench');
            INSERT INTO category (id, account_id, name, color)
            VALUES (uuidv7(), '00000000-0000-7000-8000-00000000bace', 'sale', 255);
            INSERT INTO destination (id, account_id, name, type, config, secret, status)
            SELECT w.id, '00000000-0000-7000-8000-00000000bace', 'webhook ' || number, d.type,
                   d.config || jsonb_build_object('webhookId', (5000 + number)::text), d.secret, 'paused'
            FROM bench_webhook w CROSS JOIN (SELECT * FROM destination WHERE name = 'sandbox' LIMIT 1) d;
            """;

    /** Events as if accepted and routed, in turn for each of the webhooks. */
    private static final String ADD_BACKLOG =
            """
            UPDATE destination SET status = 'paused' WHERE account_id = '00000000-0000-7000-8000-00000000bace';
            CREATE TEMPORARY TABLE backlog AS SELECT uuidv7() AS id, number FROM generate_series(1, %1$d) number;
            INSERT INTO event (id, account_id, category, title, description, fields)
            SELECT id, '00000000-0000-7000-8000-00000000bace', 'sale', 'Order ' || number,
                   'A customer in Graz bought the yearly plan after a trial of two weeks.',
                   '{"amount":49.90,"plan":"PRO"}'
            FROM backlog ORDER BY id;
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT uuidv7(), '00000000-0000-7000-8000-00000000bace', b.id, w.id, 'pending', 'bench'
            FROM backlog b JOIN bench_webhook w ON w.number = 1 + b.number %% %2$d ORDER BY b.id;
            DROP TABLE backlog;
            """;

    private final Connection connection;

    HubDatabase(Hub hub) {
        String url = "jdbc:postgresql://127.0.0.1:" + hub.databasePort() + "/notifyflow";
        try {
            connection = DriverManager.getConnection(url, "postgres", hub.databasePassword());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void prepare() {
        execute(PREPARE);
    }

    /** Adds webhooks of the sandbox; their deliveries wait until {@link #releaseBacklog}. */
    void addWebhooks(int webhooks) {
        execute(ADD_WEBHOOKS.formatted(webhooks));
    }

    /** Adds pending deliveries for the first so many webhooks. */
    void addBacklog(int events, int webhooks) {
        execute(ADD_BACKLOG.formatted(events, webhooks));
        execute("ANALYZE event; ANALYZE delivery; CHECKPOINT");
    }

    void releaseBacklog() {
        execute("UPDATE destination SET status = 'active' WHERE account_id = '00000000-0000-7000-8000-00000000bace'");
    }

    /** Makes the backlog due, and keeps the running hub from it: its lanes are leased to nobody for some seconds. */
    void releaseAtNextStart() {
        execute("UPDATE delivery_lane SET leased_by = uuidv7(), leased_until = now() + interval '4 seconds'");
        releaseBacklog();
    }

    /** Writes the API keys of the accounts of a kind to a file, one a line. */
    void writeKeys(String kind, int limit, Path file) {
        List<String> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT key FROM bench_account WHERE kind = '" + kind + "' ORDER BY number LIMIT " + limit)) {
            while (row.next()) {
                keys.add(row.getString(1));
            }
            Files.write(file, keys);
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Makes all measurements begin alike: with empty tables, and with a checkpoint just behind them. */
    void empty() {
        TABLES.forEach(table -> execute("TRUNCATE " + table));
        execute("CHECKPOINT");
    }

    long events() {
        return count("SELECT count(*) FROM event");
    }

    long delivered() {
        return count("SELECT count(*) FROM delivery WHERE status = 'delivered'");
    }

    boolean routed() {
        return count("SELECT count(*) FROM (SELECT FROM event_outbox LIMIT 1)") == 0;
    }

    boolean settled() {
        return routed() && count("SELECT count(*) FROM (SELECT FROM delivery WHERE status = 'pending' LIMIT 1)") == 0;
    }

    /** Whether every accepted event has been routed within this time. */
    boolean awaitRouted(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (routed()) {
                return true;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return false;
    }

    /** Waits until everything is delivered, or the time is over. */
    void awaitSettled(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline && !settled()) {
            LockSupport.parkNanos(POLL.toNanos() * 5);
        }
    }

    String version() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failed(e);
        }
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
