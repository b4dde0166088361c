package io.notifyflow.testing;

import io.notifyflow.database.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL for tests: one server for the whole test run, started when it is first asked for.
 *
 * <p>Every URL handed out holds its credentials, so that it is all a test has to pass on.
 */
public final class TestDatabase {

    private static final AtomicInteger created = new AtomicInteger();

    private TestDatabase() {}

    /** The URL of the database that all tests share; a test that counts rows takes one of its own. */
    public static String url() {
        return url("notifyflow");
    }

    /** Makes a fresh, empty database (about 50 ms) and returns its URL. */
    public static String createDatabase() {
        String name = "test_" + created.incrementAndGet();
        EmbeddedPostgres server = Server.RUNNING;
        String superuser = server.jdbcUrl().replaceFirst("/notifyflow$", "/postgres");
        try (Connection connection = DriverManager.getConnection(superuser, "postgres", server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + server.username());
        } catch (SQLException failed) {
            throw new IllegalStateException("could not create " + name, failed);
        }
        return url(name);
    }

    /** An unpooled source of connections to a URL from this class. */
    public static DataSource dataSource(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** Spares a data directory of its own the two seconds of extracting PostgreSQL once more. */
    public static Path lendPrograms(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        Path programs = Server.FOLDER.resolve("postgres-programs").toAbsolutePath();
        Files.createSymbolicLink(dataDir.resolve("postgres-programs"), programs);
        return dataDir;
    }

    /** For {@code @DynamicPropertySource}: gives the context a fresh database. */
    public static void use(DynamicPropertyRegistry registry) {
        String url = createDatabase();
        registry.add("spring.datasource.url", () -> url);
    }

    /**
     * For {@code @ContextConfiguration(initializers = …)}: gives the context a fresh database. Before the hub's own
     * initializer, which would start a PostgreSQL for a hub that has none.
     */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    public static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("spring.datasource.url=" + createDatabase()).applyTo(context);
        }
    }

    private static String url(String database) {
        EmbeddedPostgres server = Server.RUNNING;
        return server.jdbcUrl().replaceFirst("/notifyflow$", "/" + database) + "?user=" + server.username()
                + "&password=" + server.password();
    }

    private static final class Server {

        static final Path FOLDER =
                Path.of("target", "test-database-" + ProcessHandle.current().pid());
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            EmbeddedPostgres server = EmbeddedPostgres.start(FOLDER);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            return server;
        }

        private static void stop(EmbeddedPostgres server) {
            server.close();
            try {
                FileSystemUtils.deleteRecursively(FOLDER);
            } catch (IOException left) {
                throw new UncheckedIOException(left);
            }
        }
    }
}
