package io.notifyflow.delivery;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Counts the parameters of a statement by its text. camel-jdbc asks for the count with each statement, and the driver
 * then has the database parse and analyse it anew, which costs more than to record an attempt.
 */
class RecordDataSource extends DelegatingDataSource {

    RecordDataSource(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement && arguments[0] instanceof String sql
                    ? counting(statement, sql)
                    : result;
        });
    }

    private static PreparedStatement counting(PreparedStatement statement, String sql) {
        int count = (int) sql.chars().filter(character -> character == '?').count();
        ParameterMetaData parameters = proxy(ParameterMetaData.class, (self, method, arguments) -> {
            if (!method.getName().equals("getParameterCount")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return count;
        });
        return proxy(
                PreparedStatement.class,
                (self, method, arguments) -> method.getName().equals("getParameterMetaData")
                        ? parameters
                        : call(statement, method, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(RecordDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
