package io.notifyflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.impl.driver.Driver;
import io.notifyflow.testing.Document;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The TypeScript client as a package: built and used under the strict compiler, run by the Node that Playwright brings. */
@HubTest
class TypeScriptClientTest {

    private static final String COMPILER = "META-INF/resources/webjars/typescript/";

    @Autowired
    Hub hub;

    @TempDir
    Path folder;

    @BeforeEach
    void install() throws IOException, InterruptedException {
        Path client = Path.of("target/clients/typescript").toAbsolutePath();
        Path installed = folder.resolve("node_modules/notifyflow-client");
        Files.createDirectories(installed);
        Files.copy(client.resolve("package.json"), installed.resolve("package.json"));
        unpackCompiler();
        compile(
                "--project",
                client.toString(),
                "--outDir",
                installed.resolve("dist").toString());
        Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
    }

    @Test
    void leadsThroughAJourney() throws IOException, InterruptedException {
        TestAccount account = hub.newAccount();

        JsonNode told = TestAccount.json(run(
                Files.readString(Path.of("src/test/typescript/journey.ts")),
                hub.address().toString(),
                account.key()));

        assertThat(told.path("title").asText()).isEqualTo("From TypeScript");
        assertThat(told.path("fields")).hasToString("{\"order\":\"0042\",\"amount\":49.5,\"paid\":true}");
        assertThat(told.path("found")).hasSize(1);
        assertThat(told.path("found").path(0)).isEqualTo(told.path("eventId"));
        assertThat(told.path("color").asText()).isEqualToIgnoringCase("#00ff88");
        assertThat(told.path("stale").asText()).endsWith(":precondition-failed");
        assertThat(told.path("members")).hasToString("[\"title\"]");
        assertThat(told.path("unknown").asText()).endsWith(":unknown-category");
        assertThat(told.path("keys").asInt()).isEqualTo(1);
        assertThat(told.path("used").asInt()).isEqualTo(1);
    }

    @Test
    void isUsedAsDocumented() throws IOException, InterruptedException {
        TestAccount account = hub.newAccount();

        String told = run(Document.read("docs/api.md")
                .part("### TypeScript")
                .blocks("ts")
                .getFirst()
                .replace("http://localhost:8080", hub.address().toString())
                .replace("nfk_…", account.key()));

        assertThat(told.lines()).containsExactly("Big order 0042", "urn:notifyflow:problem:unknown-category");
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("program.ts"), program);
        compile(
                "--strict",
                "--noUncheckedIndexedAccess",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                "nodenext",
                source.toString());
        var command = new ArrayList<>(List.of(folder.resolve("program.js").toString()));
        command.addAll(List.of(arguments));
        return node(command);
    }

    private void compile(String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(folder.resolve("typescript/lib/tsc.js").toString()));
        command.addAll(List.of(arguments));
        assertThat(node(command)).as("what the compiler says").isBlank();
    }

    /** From its jar to files, where it finds its own libraries. */
    private void unpackCompiler() throws IOException {
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
    }

    private String node(List<String> arguments) throws IOException, InterruptedException {
        Path driver = Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false)
                .driverDir();
        var command = new ArrayList<>(List.of(driver.resolve("node").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
