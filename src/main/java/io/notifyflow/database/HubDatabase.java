package io.notifyflow.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The hub's role and database inside the embedded server. */
final class HubDatabase {

    private static final String NAME = "notifyflow";

    private HubDatabase() {}

    /** Completes what is missing, so that a first start that was killed half-way is no special case. */
    static DatabaseAccess prepare(int port, String password) {
        DatabaseAccess superuser = new DatabaseAccess(url(port, "postgres"), Cluster.SUPERUSER, password);
        DatabaseAccess hub = new DatabaseAccess(url(port, NAME), NAME, password);
        try {
            try (Connection connection = connect(superuser)) {
                createIfMissing(connection, password);
            }
            try (Connection connection = connect(hub)) {
                requireDurability(connection);
            }
            return hub;
        } catch (SQLException refused) {
            throw new DatabaseSetupFailed(
                    "The embedded PostgreSQL started, but the hub cannot use it: " + refused.getMessage(),
                    "If the password file in the data directory was changed, restore it from a backup.",
                    refused);
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Connection connect(DatabaseAccess access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password());
    }

    private static void createIfMissing(Connection connection, String password) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
            // DDL takes no parameters; the password is our own, of letters, digits, - and _.
            execute(connection, "CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
        }
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
            execute(connection, "CREATE DATABASE " + NAME + " OWNER " + NAME);
        }
    }

    /** A setting of the role, of the database or in a file of the cluster could undo the server's options. */
    static void requireDurability(Connection connection) throws SQLException {
        for (String setting : PostgresServer.DURABLE) {
            String value = show(connection, setting);
            if (!value.equals("on")) {
                throw new DatabaseSetupFailed(
                        "The embedded PostgreSQL runs with " + setting + " = " + value
                                + ", with which a crash could lose accepted events.",
                        "Remove that setting: ALTER ROLE " + NAME + " RESET " + setting + ", ALTER DATABASE " + NAME
                                + " RESET " + setting + ", and any line in postgresql.auto.conf.");
            }
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
