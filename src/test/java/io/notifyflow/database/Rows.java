package io.notifyflow.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Single values and commands over plain JDBC. */
final class Rows {

    private Rows() {}

    /** Unpooled connections to the hub's database. */
    static DataSource source(EmbeddedPostgres postgres) {
        return source(postgres, postgres.username(), postgres.password());
    }

    static DataSource source(EmbeddedPostgres postgres, String user, @Nullable String password) {
        return source(postgres.jdbcUrl(), user, password);
    }

    static PGSimpleDataSource source(String url, String user, @Nullable String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    static String one(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    static void execute(DataSource source, String command) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }
}
