package io.notifyflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.impl.driver.Driver;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The TypeScript client, checked by the TypeScript compiler and run by the Node that Playwright brings. */
@HubTest
class TypeScriptClientTest {

    private static final String COMPILER = "META-INF/resources/webjars/typescript/";

    @Autowired
    Hub hub;

    @TempDir
    Path folder;

    @Test
    void isCheckedAndLeadsThroughAJourney() throws IOException, InterruptedException {
        TestAccount account = hub.newAccount();
        Path compiled = compile();

        JsonNode told = TestAccount.json(node(compiled.toString(), hub.address().toString(), account.key()));

        assertThat(told.path("title").asText()).isEqualTo("From TypeScript");
        assertThat(told.path("amount").decimalValue()).isEqualByComparingTo("49.5");
        assertThat(told.path("found")).hasSize(1);
        assertThat(told.path("found").path(0)).isEqualTo(told.path("eventId"));
        assertThat(told.path("color").asText()).isEqualToIgnoringCase("#00ff88");
        assertThat(told.path("stale").asText()).endsWith(":precondition-failed");
        assertThat(told.path("unknown").asText()).endsWith(":unknown-category");
        assertThat(told.path("keys").asInt()).isEqualTo(1);
        assertThat(told.path("used").asInt()).isEqualTo(1);
    }

    /** Strictly; what it writes lies in the folder as the sources lie in the project. */
    private Path compile() throws IOException, InterruptedException {
        Path project = Path.of("").toAbsolutePath();
        Path settings = folder.resolve("tsconfig.json");
        Files.writeString(
                settings,
                """
                {"compilerOptions": {"strict": true, "noUncheckedIndexedAccess": true, "target": "es2022",
                   "module": "nodenext", "lib": ["es2022", "dom"], "types": [], "rootDir": "%s", "outDir": "%s"},
                 "files": ["%s"]}
                """
                        .formatted(project, folder.resolve("out"), project.resolve("src/test/typescript/journey.ts")));
        String said = node(compiler().resolve("lib/tsc.js").toString(), "--project", settings.toString());
        assertThat(said).as("what the compiler says").isBlank();
        return folder.resolve("out/src/test/typescript/journey.js");
    }

    /** From its jar to files, where it finds its own libraries. */
    private Path compiler() throws IOException {
        URL jar = Objects.requireNonNull(getClass().getClassLoader().getResource(COMPILER), "TypeScript");
        Path place = folder.resolve("typescript");
        String container = jar.toString().substring(0, jar.toString().indexOf('!'));
        try (FileSystem files = FileSystems.newFileSystem(URI.create(container), Map.of());
                Stream<Path> all = Files.walk(files.getPath(COMPILER))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path relative = files.getPath(COMPILER).relativize(file);
                // Below the version.
                Path copy = place.resolve(
                        relative.subpath(1, relative.getNameCount()).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return place;
    }

    private String node(String... arguments) throws IOException, InterruptedException {
        Path driver = Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false)
                .driverDir();
        var command = new ArrayList<>(List.of(driver.resolve("node").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
