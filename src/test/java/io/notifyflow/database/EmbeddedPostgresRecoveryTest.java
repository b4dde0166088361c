package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.notifyflow.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class EmbeddedPostgresRecoveryTest {

    @TempDir
    private static Path shared;

    @BeforeAll
    static void sparesExtracting() throws IOException {
        TestDatabase.lendPrograms(shared);
    }

    @Test
    void takesOverFromAKilledHubWithoutLosingARow(CapturedOutput output) throws Exception {
        Process hub = startHub();
        ProcessHandle orphan = server();
        hub.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(rowsOf(hub, postgres)).isEqualTo("1");
            assertThat(server().pid()).isNotEqualTo(orphan.pid());
        }
        assertThat(output).contains("(process " + orphan.pid() + ") that a killed hub left running");
    }

    @Test
    void replaysTheLogAfterHubAndServerWereKilled() throws Exception {
        Process hub = startHub();
        ProcessHandle server = server();
        hub.destroyForcibly().waitFor();
        server.destroyForcibly();
        await().until(EmbeddedPostgresRecoveryTest::serverIsGone);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(rowsOf(hub, postgres)).isEqualTo("1");
        }
    }

    @Test
    void hubInAnotherProcessKeepsTheFolder() throws Exception {
        Process hub = startHub();
        try {
            assertThatThrownBy(() -> EmbeddedPostgres.start(shared))
                    .isInstanceOf(DatabaseSetupFailed.class)
                    .hasMessageContaining("Another hub (process " + hub.pid() + ") is running");
            assertThat(server().isAlive()).isTrue();
        } finally {
            hub.destroy();
            hub.waitFor();
        }
    }

    @Test
    void serverKilledInUseIsBackForThePoolByItself(CapturedOutput output) throws SQLException, IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared);
                HikariDataSource pool = pool(postgres)) {
            Rows.execute(pool, "CREATE TABLE in_use AS SELECT 7 AS answer");

            server().destroyForcibly();

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(
                            Rows.one(pool, "SELECT answer FROM in_use"))
                    .isEqualTo("7"));
            assertThat(output).contains("The embedded PostgreSQL has died; starting it again on port");
        }
        assertThat(shared.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void claimOfAProcessThatIsSomethingElseNowIsPassedOver() throws Exception {
        leaveServerFileNaming(ProcessHandle.current().parent().orElseThrow().pid());

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.current().parent()).isPresent();
    }

    @Test
    void claimOfADeadProcessIsPassedOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        leaveServerFileNaming(dead.pid());

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void halfWrittenServerFileIsPassedOver() throws Exception {
        EmbeddedPostgres.start(shared).close();
        Files.writeString(serverFile(), "");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT 1")).isEqualTo("1");
        }
    }

    private static HikariDataSource pool(EmbeddedPostgres postgres) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.username());
        config.setPassword(postgres.password());
        config.setConnectionTimeout(1000);
        return new HikariDataSource(config);
    }

    /** A real file of a real server, with only the process id changed. */
    private static void leaveServerFileNaming(long pid) throws IOException {
        List<String> lines;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            lines = Files.readAllLines(serverFile());
            assertThat(postgres.jdbcUrl()).contains(":" + lines.get(3) + "/");
        }
        Files.write(
                serverFile(),
                Stream.concat(Stream.of(Long.toString(pid)), lines.stream().skip(1))
                        .toList());
    }

    private static Process startHub() throws IOException {
        Process hub = HubProcess.start(shared);
        BufferedReader output = hub.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(HubProcess.COMMITTED)) {
                return hub;
            }
        }
        throw new AssertionError("the hub did not start:\n" + said);
    }

    private static String rowsOf(Process hub, EmbeddedPostgres postgres) throws SQLException {
        return Rows.one(Rows.source(postgres), "SELECT count(*) FROM accepted WHERE writer = " + hub.pid());
    }

    private static boolean serverIsGone() throws IOException {
        return new PostmasterFile(shared.toRealPath().resolve("postgres"))
                .server()
                .isEmpty();
    }

    private static ProcessHandle server() throws IOException {
        return new PostmasterFile(shared.toRealPath().resolve("postgres"))
                .server()
                .orElseThrow();
    }

    private static Path serverFile() {
        return shared.resolve("postgres/postmaster.pid");
    }
}
