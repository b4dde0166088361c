package io.notifyflow.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.PreparedStatementCreatorFactory;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Rows of one transaction as a stream of lines, of which a few hundred are in memory. */
final class EventRowStream extends InputStream {

    private static final Logger log = LoggerFactory.getLogger(EventRowStream.class);
    private static final int ROWS = 500;

    private final Runnable afterwards;
    private byte[] line = new byte[0];
    private int position;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable Lines lines;
    private boolean closed;

    /** Writes a row as a line. */
    interface Lines {
        String of(ResultSet row) throws SQLException, IOException;
    }

    /** @param afterwards done once, when it is closed */
    EventRowStream(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    void connect(DataSource dataSource) throws SQLException {
        Connection opened = dataSource.getConnection();
        connection = opened;
        // PostgreSQL reads by and by only within a transaction; and all of it shall be of one moment.
        opened.setAutoCommit(false);
        opened.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** The first column of some rows. */
    List<String> texts(String sql, Map<String, Object> parameters, int limit) {
        var values = new HashMap<>(parameters);
        values.put("limit", limit);
        var same = new SingleConnectionDataSource(Objects.requireNonNull(connection), true);
        return new NamedParameterJdbcTemplate(same).queryForList(sql, values, String.class);
    }

    /** A line before those of the rows. */
    void add(String text) {
        line = text.getBytes(StandardCharsets.UTF_8);
    }

    void begin(String sql, Map<String, Object> parameters, Lines written) throws SQLException {
        var parsed = NamedParameterUtils.parseSqlStatement(sql);
        var values = new MapSqlParameterSource(parameters);
        var factory = new PreparedStatementCreatorFactory(
                NamedParameterUtils.substituteNamedParameters(parsed, values),
                NamedParameterUtils.buildSqlParameterList(parsed, values));
        PreparedStatement prepared = factory.newPreparedStatementCreator(
                        NamedParameterUtils.buildValueArray(parsed, values, null))
                .createPreparedStatement(Objects.requireNonNull(connection));
        statement = prepared;
        prepared.setFetchSize(ROWS);
        rows = prepared.executeQuery();
        lines = written;
    }

    @Override
    public int read() throws IOException {
        return more() ? line[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int copied = 0;
        while (copied < length && more()) {
            int piece = Math.min(length - copied, line.length - position);
            System.arraycopy(line, position, into, offset + copied, piece);
            position += piece;
            copied += piece;
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    private boolean more() throws IOException {
        ResultSet cursor = rows;
        Lines writing = lines;
        while (position == line.length) {
            try {
                if (closed || cursor == null || writing == null || !cursor.next()) {
                    return false;
                }
                line = writing.of(cursor).getBytes(StandardCharsets.UTF_8);
                position = 0;
            } catch (SQLException e) {
                throw new IOException("The export broke off", e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Connection last = connection;
                PreparedStatement used = statement) {
            if (last != null) {
                last.rollback();
            }
        } catch (SQLException e) {
            log.debug("The connection of an export was lost", e);
        } finally {
            afterwards.run();
        }
    }
}
