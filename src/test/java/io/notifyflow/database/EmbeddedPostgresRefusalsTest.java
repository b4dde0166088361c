package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresRefusalsTest {

    @Test
    void refusesDataOfAnotherMajorVersion(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/PG_VERSION"), "17\n");

        DatabaseSetupFailed failure = refusal(folder);

        assertThat(failure).hasMessageContaining("made by PostgreSQL 17; this hub brings PostgreSQL 18");
        assertThat(failure.action()).contains("pg_dump");
    }

    @Test
    void refusesDataWhosePasswordIsGone(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/PG_VERSION"), "18\n");

        assertThat(refusal(folder)).hasMessageContaining("there is no file " + folder.resolve("postgres.password"));
    }

    @Test
    void refusesAFolderOfSomethingElse(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/notes.txt"), "mine");

        assertThat(refusal(folder)).hasMessageContaining("holds no PostgreSQL data");
        assertThat(folder.resolve("postgres/notes.txt")).exists();
    }

    @Test
    void saysSoWhenTheFolderCannotBeWritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        DatabaseSetupFailed failure = refusal(file.resolve("data"));

        assertThat(failure).hasMessageContaining("The data directory " + file.resolve("data") + " cannot be written");
        assertThat(failure.action()).contains("NOTIFYFLOW_DATA_DIR");
    }

    @Test
    void saysSoWhereThereIsNoServerForThePlatform(@TempDir Path folder) throws IOException {
        Process hub = HubProcess.start(folder, "-Dos.arch=riscv64");

        assertThat(hub.inputReader().lines())
                .anyMatch(line -> line.contains(
                        "There is no embedded PostgreSQL for " + System.getProperty("os.name") + " on riscv64."));
    }

    private static DatabaseSetupFailed refusal(Path dataDir) {
        return catchThrowableOfType(DatabaseSetupFailed.class, () -> EmbeddedPostgres.start(dataDir));
    }
}
