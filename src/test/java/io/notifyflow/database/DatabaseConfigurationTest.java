package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseConfigurationTest {

    @Test
    void databaseUrlIsUsedForThePool() throws SQLException {
        String url = TestDatabase.createDatabase().replaceFirst("^jdbc:postgresql:", "postgres:");

        try (ConfigurableApplicationContext context = start("database.url=" + url)) {
            assertThat(currentDatabase(context)).startsWith("test_");
            assertThat(context.getBeanNamesForType(EmbeddedPostgres.class)).isEmpty();
        }
    }

    @Test
    void springsOwnSettingsWinOverDatabaseUrl(CapturedOutput output) throws SQLException {
        String url = TestDatabase.createDatabase();

        try (ConfigurableApplicationContext context =
                start("spring.datasource.url=" + url, "database.url=postgres://app:s3cret@nowhere.invalid/other")) {
            assertThat(url).contains(currentDatabase(context));
        }
        assertThat(output).contains("DATABASE_URL is ignored").doesNotContain("s3cret");
    }

    @Test
    void withoutEitherTheHubBringsItsOwnAndStopsItLast(@TempDir Path folder, CapturedOutput output)
            throws SQLException, IOException {
        TestDatabase.lendPrograms(folder.resolve("data"));
        try (ConfigurableApplicationContext context =
                start("notifyflow.data-dir=" + folder.resolve("data"), "database.url=")) {
            assertThat(currentDatabase(context)).isEqualTo("notifyflow");
            String connectionDetails = context.getBeanNamesForType(JdbcConnectionDetails.class)[0];
            assertThat(context.getBeanFactory().getDependentBeans("embeddedPostgres"))
                    .contains(connectionDetails);
            assertThat(context.getBeanFactory().getDependentBeans(connectionDetails))
                    .contains("dataSource");
        }
        assertThat(output)
                .contains("Extracting and initialising the embedded PostgreSQL in " + folder.resolve("data"))
                .contains("is ready on port");
        try (EmbeddedPostgres again = EmbeddedPostgres.start(folder.resolve("data"))) {
            assertThat(output).doesNotContain(again.password()).doesNotContain("left running");
        }
    }

    @Test
    void theServerStartsAlongsideAndIsStoppedWhereTheHubFailsBeforeItNeedsIt(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        TestDatabase.lendPrograms(data);

        assertThatThrownBy(() -> run(
                        List.of(OnlyTheDatabase.class, FailsOnceTheServerRuns.class), "notifyflow.data-dir=" + data))
                .hasStackTraceContaining("for another reason");

        assertThat(data.resolve("postgres/PG_VERSION")).exists();
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void malformedUrlStopsTheStartWithWhatToDo(CapturedOutput output) {
        assertThatThrownBy(() -> start("database.url=mysql://app:s3cret@db/hub"))
                .isNotNull();

        assertStoppedWith(output, "DATABASE_URL cannot be read: it does not start with postgres://");
    }

    @Test
    void unreachableServerStopsTheStartWithWhatToDo(CapturedOutput output) throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        assertThatThrownBy(() -> start("database.url=postgres://app:s3cret@127.0.0.1:" + closedPort + "/hub"))
                .isNotNull();

        assertStoppedWith(output, "The database cannot be reached: Connection to 127.0.0.1:" + closedPort + " refused");
    }

    @Test
    void unknownHostStopsTheStartWithWhatToDo(CapturedOutput output) {
        assertThatThrownBy(() -> start("database.url=postgres://app:s3cret@nowhere.invalid/hub"))
                .isNotNull();

        assertStoppedWith(output, "UnknownHostException: nowhere.invalid");
    }

    @Test
    void wrongPasswordStopsTheStartWithWhatToDo(CapturedOutput output) {
        String url = TestDatabase.url().replaceFirst("password=.*", "password=s3cret");

        assertThatThrownBy(() -> start("database.url=" + url)).isNotNull();

        assertStoppedWith(output, "The database refused the hub's sign-in: FATAL: password authentication failed");
    }

    @Test
    void missingDatabaseStopsTheStartWithWhatToDo(CapturedOutput output) {
        String url = TestDatabase.url().replace("/notifyflow?", "/absent?");

        assertThatThrownBy(() -> start("database.url=" + url)).isNotNull();

        assertStoppedWith(output, "The database server has no such database: FATAL: database \"absent\"");
    }

    private static void assertStoppedWith(CapturedOutput output, String description) {
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(description)
                .contains("Action:")
                .contains("DATABASE_URL")
                .doesNotContain("s3cret");
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return run(List.of(OnlyTheDatabase.class), properties);
    }

    private static ConfigurableApplicationContext run(List<Class<?>> configurations, String... properties) {
        SpringApplication application = new SpringApplication(configurations.toArray(Class<?>[]::new));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        return application.run(Stream.concat(Stream.of(properties), COMMON.stream())
                .map(property -> "--" + property)
                .toArray(String[]::new));
    }

    private static final List<String> COMMON =
            List.of("spring.flyway.fail-on-missing-locations=false", "spring.main.register-shutdown-hook=false");

    private static String currentDatabase(ConfigurableApplicationContext context) throws SQLException {
        return Rows.one(context.getBean(DataSource.class), "SELECT current_database()");
    }

    @Configuration(proxyBeanMethods = false)
    @Import(DatabaseConfiguration.class)
    @EnableConfigurationProperties(DatabaseSettings.class)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    static class OnlyTheDatabase {}

    @Configuration(proxyBeanMethods = false)
    static class FailsOnceTheServerRuns {

        @Bean
        static BeanFactoryPostProcessor failure(Environment environment) {
            Path pid = Path.of(environment.getRequiredProperty("notifyflow.data-dir"), "postgres/postmaster.pid");
            return factory -> {
                await().until(() -> Files.exists(pid));
                throw new IllegalStateException("The start fails for another reason");
            };
        }
    }
}
