package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class EmbeddedPostgresTest {

    /** One folder for the class: creating a server's files takes seconds, starting it a fraction of one. */
    @TempDir
    private static Path shared;

    @BeforeAll
    static void sparesExtracting() throws IOException {
        TestDatabase.lendPrograms(shared);
    }

    @Test
    void runsDurablyAndOnLoopbackOnly() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            String settings =
                    """
                    SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
                    WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums',
                                   'listen_addresses', 'unix_socket_directories', 'server_encoding')
                    """;
            assertThat(Rows.one(Rows.source(postgres, "postgres", postgres.password()), settings))
                    .isEqualTo("data_checksums=on fsync=on full_page_writes=on listen_addresses=127.0.0.1 "
                            + "server_encoding=UTF8 synchronous_commit=on unix_socket_directories=");
        }
    }

    @Test
    void sortsAndFoldsUnicodeAlikeOnEveryPlatform() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            String locale = "SELECT datlocprovider::text || ' ' || datlocale || ' ' || upper('ä') FROM pg_database "
                    + "WHERE datname = current_database()";
            assertThat(Rows.one(Rows.source(postgres), locale)).isEqualTo("b C.UTF-8 Ä");
        }
    }

    @Test
    void refusesToRunWhenARoleSettingWouldLoseCommits() throws SQLException, IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            Rows.execute(Rows.source(postgres), "ALTER ROLE notifyflow SET synchronous_commit = off");
        }
        try {
            assertThat(refusal(shared))
                    .hasMessageContaining("synchronous_commit = off")
                    .hasMessageContaining("could lose accepted events");
        } finally {
            undoRoleSettings(shared);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notifyflow", "postgres"})
    void nobodyGetsInWithoutThePassword(String user) throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres, user, postgres.password()), "SELECT current_user"))
                    .isEqualTo(user);
            assertThatThrownBy(() -> Rows.one(Rows.source(postgres, user, null), "SELECT 1"))
                    .hasMessageContaining("no password was provided");
            assertThatThrownBy(() -> Rows.one(Rows.source(postgres, user, "wrong"), "SELECT 1"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void theHubsRoleIsNoSuperuser() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SHOW is_superuser")).isEqualTo("off");
        }
    }

    @Test
    void passwordIsReadableByTheOwnerOnlyAndInNoLog(CapturedOutput output) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            Path file = shared.resolve("postgres.password");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(postgres.password()).hasSize(32);
            assertThat(output).doesNotContain(postgres.password());
            assertThat(shared.resolve("postgres.log")).content().doesNotContain(postgres.password());
        }
    }

    @Test
    void dataSurvivesARestart() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            Rows.execute(Rows.source(postgres), "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT answer FROM kept"))
                    .isEqualTo("42");
        }
    }

    @Test
    void closingLeavesNoServerBehind() throws IOException {
        EmbeddedPostgres.start(shared).close();

        assertThat(shared.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void secondHubOnTheSameFolderIsRefusedAndTheFirstRunsOn() throws SQLException {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(shared)) {
            assertThat(refusal(shared))
                    .hasMessageStartingWith(
                            "Another hub (process " + ProcessHandle.current().pid() + ") is running");
            assertThat(Rows.one(Rows.source(first), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void completesAFirstStartThatWasKilledBeforeTheRoleWasMade() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            String template = postgres.jdbcUrl().replace("/notifyflow", "/template1");
            PGSimpleDataSource superuser = Rows.source(template, "postgres", postgres.password());
            Rows.execute(superuser, "DROP DATABASE notifyflow WITH (FORCE)");
            Rows.execute(superuser, "DROP ROLE notifyflow");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(shared)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT current_user")).isEqualTo("notifyflow");
        }
    }

    @Test
    void startsOverAfterAFirstStartThatWasKilledWhileCreatingFiles(@TempDir Path folder)
            throws IOException, SQLException {
        Files.createDirectories(folder.resolve("postgres.incomplete/base"));
        Files.writeString(folder.resolve("postgres.incomplete/postgresql.conf"), "half a line");
        Files.createDirectories(folder.resolve("postgres-programs/incomplete/bin"));
        Files.writeString(folder.resolve("postgres-programs/incomplete/bin/postgres"), "half a program");
        Files.writeString(folder.resolve("postgres.password.incomplete"), "half a pass");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            assertThat(Rows.one(Rows.source(postgres), "SELECT 1")).isEqualTo("1");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "hub.lock", "postgres", "postgres-programs", "postgres.log", "postgres.password");
        }
    }

    private static DatabaseSetupFailed refusal(Path dataDir) {
        return catchThrowableOfType(DatabaseSetupFailed.class, () -> EmbeddedPostgres.start(dataDir));
    }

    private static void undoRoleSettings(Path dataDir) throws SQLException, IOException {
        try (DataDirectory data = DataDirectory.open(dataDir)) {
            PostgresPrograms programs = PostgresPrograms.extractedUnder(data.programs());
            PostgresServer server = new PostgresServer(programs, data);
            server.startOnFreePort();
            try {
                String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
                String password = Cluster.prepare(data, programs);
                PGSimpleDataSource superuser = Rows.source(url, "postgres", password);
                Rows.execute(superuser, "ALTER ROLE notifyflow RESET ALL");
            } finally {
                server.stop();
            }
        }
    }
}
