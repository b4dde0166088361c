package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.notifyflow.testing.Document;
import io.notifyflow.testing.TestDatabase;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Java client as applications get it: without the hub, and with none of its libraries but Jackson. */
@ExtendWith(HubOutput.class)
@Timeout(180)
class ClientJarIT {

    private static final Path CLIENT = Path.of("target/notifyflow-client.jar");
    private static final String KEY = "nfk_client_jar_0123456789abcdef";
    private static final int CLASS_FILE_OF_JAVA_17 = 61;

    @TempDir
    Path temporary;

    @Test
    void holdsNothingButTheClientForJava17() throws IOException {
        try (var jar = new JarFile(CLIENT.toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
                    .contains("io/notifyflow/client/ApiClient.class", "io/notifyflow/client/Fields.class")
                    .allMatch(name -> name.startsWith("io/notifyflow/client/")
                            || name.equals("openapi/openapi.yaml")
                            || name.equals("META-INF/MANIFEST.MF"));
            ZipEntry compiled = Objects.requireNonNull(jar.getEntry("io/notifyflow/client/FieldValue.class"));
            try (var content = new DataInputStream(jar.getInputStream(compiled))) {
                content.skipNBytes(6);
                assertThat(content.readUnsignedShort()).isEqualTo(CLASS_FILE_OF_JAVA_17);
            }
        }
    }

    @Test
    void isUsedAsDocumented() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "NOTIFYFLOW_DATA_DIR",
                temporary.resolve("data").toString(),
                "DATABASE_URL",
                TestDatabase.createDatabase(),
                "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                KEY);
        try (HubProcess hub = HubProcess.start("client-jar", environment)) {
            Path program = Files.writeString(
                    temporary.resolve("FirstEvent.java"),
                    Document.read("docs/api.md")
                            .part("### Java")
                            .blocks("java")
                            .getFirst()
                            .replace("http://localhost:8080", hub.address().toString())
                            .replace("nfk_…", KEY));

            assertThat(run(program).lines())
                    .containsExactly("Big order 0042", "urn:notifyflow:problem:unknown-category");
        }
    }

    private String run(Path program) throws IOException, InterruptedException {
        String libraries = Stream.of(ObjectMapper.class, JsonParser.class, JsonValue.class, JavaTimeModule.class)
                .map(ClientJarIT::jarOf)
                .collect(Collectors.joining(File.pathSeparator));
        Path errors = temporary.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        CLIENT.toAbsolutePath() + File.pathSeparator + libraries,
                        program.toString())
                .redirectError(errors.toFile())
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return told;
    }

    private static String jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
