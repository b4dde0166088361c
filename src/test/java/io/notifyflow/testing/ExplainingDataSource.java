package io.notifyflow.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The hub's source of connections, which can have every statement of the hub explained by PostgreSQL just before it is
 * executed, with its values. It does nothing of the kind unless it is asked to.
 */
public final class ExplainingDataSource extends DelegatingDataSource {

    private static final Pattern EXPLAINABLE = Pattern.compile("(?is)\\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\\b.*");

    private volatile @Nullable Recording recording;

    ExplainingDataSource(DataSource target) {
        super(target);
    }

    /** A statement, and how PostgreSQL would execute it, as JSON. */
    public record Explained(String sql, String plan) {}

    /** What was explained. The statements of the thread that began it are the test's own, and are left out. */
    public static final class Recording implements AutoCloseable {

        private final ExplainingDataSource source;
        private final Thread test = Thread.currentThread();
        private final ConcurrentLinkedQueue<Explained> statements = new ConcurrentLinkedQueue<>();

        private Recording(ExplainingDataSource source) {
            this.source = source;
        }

        public Set<Explained> statements() {
            return Set.copyOf(statements);
        }

        @Override
        public void close() {
            source.recording = null;
        }
    }

    public Recording record() {
        var begun = new Recording(this);
        recording = begun;
        return begun;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        Recording running = recording;
        return running == null || Thread.currentThread().equals(running.test)
                ? connection
                : explaining(connection, running);
    }

    private static Connection explaining(Connection connection, Recording recording) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            return result instanceof PreparedStatement statement && arguments[0] instanceof String sql
                    ? explaining(connection, statement, sql, recording)
                    : result;
        });
    }

    private record Setting(Method method, Object[] arguments) {}

    private static Object explaining(
            Connection connection, PreparedStatement statement, String sql, Recording recording) {
        List<Setting> settings = new ArrayList<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            String name = method.getName();
            if (name.startsWith("set") && arguments.length > 1) {
                settings.add(new Setting(method, arguments));
            } else if (name.toLowerCase(Locale.ROOT).startsWith("execute")
                    && EXPLAINABLE.matcher(sql).matches()) {
                recording.statements.add(new Explained(sql, explain(connection, sql, settings)));
            }
            return invoke(statement, method, arguments);
        });
    }

    /** As PostgreSQL would execute it by what it knows of the tables; the hub itself tells it to prefer indexes. */
    private static String explain(Connection connection, String sql, List<Setting> settings) throws Throwable {
        set(connection, "enable_seqscan", "on");
        try {
            return explained(connection, sql, settings);
        } finally {
            set(connection, "enable_seqscan", "off");
        }
    }

    private static void set(Connection connection, String parameter, String value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET " + parameter + " = " + value);
        }
    }

    private static String explained(Connection connection, String sql, List<Setting> settings) throws Throwable {
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN (FORMAT JSON, COSTS OFF) " + sql)) {
            for (Setting setting : settings) {
                invoke(explain, setting.method(), setting.arguments());
            }
            try (ResultSet plan = explain.executeQuery()) {
                plan.next();
                return plan.getString(1);
            }
        }
    }

    private interface Call {
        @Nullable
        Object on(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.on(method, arguments == null ? new Object[0] : arguments)));
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
