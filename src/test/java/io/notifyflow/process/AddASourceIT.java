package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Document;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** docs/add-a-source.md, followed by a shell as it is written, but for the address of the hub. */
@ExtendWith(HubOutput.class)
@Timeout(300)
class AddASourceIT {

    private static final Document GUIDE = Document.read("docs/add-a-source.md");
    private static final Pattern START = Pattern.compile("(NOTIFYFLOW_\\w+)=(\\S+) \\./mvnw spring-boot:run");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");
    private static final String FILE = "routes/sources/watchdog.camel.yaml";
    private static final String OUTAGE =
            """
            {"heartbeat": {"status": 0, "msg": "refused"}, "monitor": {"name": "Shop", "url": "https://shop.example/"}}
            """;

    /** Stands in for the folder of the project. */
    @TempDir
    Path project;

    HubProcess hub;
    String key;

    @BeforeEach
    void startsTheHub() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), project.resolve("routes"));
        Path jar = Path.of(System.getProperty("notifyflow.jar", "target/notifyflow.jar"));
        Files.createDirectory(project.resolve("target"));
        Files.createSymbolicLink(project.resolve("target/notifyflow.jar"), jar.toAbsolutePath());
        Matcher start =
                START.matcher(GUIDE.part("## 1. Start the hub").blocks("sh").getFirst());
        assertThat(start.find()).isTrue();
        key = start.group(2);
        hub = HubProcess.start(
                "add-a-source",
                Map.of(
                        start.group(1),
                        key,
                        "DATABASE_URL",
                        TestDatabase.createDatabase(),
                        "NOTIFYFLOW_DATA_DIR",
                        project.resolve("data").toString(),
                        "NOTIFYFLOW_ROUTES_DIR",
                        project.resolve("routes").toString()));
    }

    @AfterEach
    void stopsTheHub() {
        hub.close();
    }

    @Test
    void fourStepsMakeASource() {
        run(GUIDE.part("## 2. Write the file").blocks("sh").getFirst());
        awaitLive();

        List<String> third = GUIDE.part("## 3. Give it an address").blocks("sh");
        JsonNode created = TestAccount.json(run(third.getFirst()));
        assertThat(created.path("path").asText()).as(created.toString()).startsWith("/in/watchdog/nfs_");
        assertThat(run(third.getLast())).contains(hub.address() + "/in/watchdog/nfs_");

        Document fourth = GUIDE.part("## 4. Try it");
        String answer = run(fourth.blocks("sh").getFirst());
        assertThat(withoutIds(answer))
                .isEqualTo(withoutIds(fourth.blocks("json").getFirst()));
        var event = UUID.fromString(
                TestAccount.json(answer).at("/results/0/eventId").asText());
        await().untilAsserted(() -> {
            JsonNode shown = new HubClient(hub.address(), key).show(event);
            assertThat(shown.path("status").asText()).isEqualTo("delivered");
            assertThat(shown.path("category").asText()).isEqualTo("bug");
            assertThat(shown.path("title").asText()).isEqualTo("Shop is down");
        });
        assertThat(get("/sandbox")).contains("Shop is down");

        HttpResponse<String> up = post(created.path("path").asText(), OUTAGE.replace("\"status\": 0", "\"status\": 1"));
        assertThat(up.statusCode()).as(up.body()).isEqualTo(200);
        assertThat(up.body()).contains("Nothing is down");
    }

    @Test
    void theSameWithoutTheTemplate() throws IOException {
        Files.writeString(
                project.resolve(FILE),
                GUIDE.part("## Without the template").blocks("yaml").getFirst());
        awaitLive();
        String path = newSource();

        assertThat(post(path, OUTAGE).statusCode()).isEqualTo(401);
        HttpResponse<String> first = post(path, OUTAGE, "X-Token", "s3cret", "X-Delivery", "1");
        HttpResponse<String> again = post(path, OUTAGE, "X-Token", "s3cret", "X-Delivery", "1");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        assertThat(eventOf(again)).isEqualTo(eventOf(first));
    }

    private static String eventOf(HttpResponse<String> answer) {
        return TestAccount.json(answer).at("/results/0/eventId").asText();
    }

    /** The path of one with a secret. */
    private String newSource() {
        HttpRequest request = HttpRequest.newBuilder(hub.address().resolve("/api/v1/sources"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"type\": \"watchdog\", \"name\": \"One\", \"category\": \"bug\", \"secret\": \"s3cret\"}"))
                .build();
        HttpResponse<String> answer = TestAccount.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestAccount.json(answer).path("path").asText();
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(hub.address().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return TestAccount.send(request.build());
    }

    private String get(String path) {
        URI address = hub.address().resolve(path);
        return TestAccount.send(HttpRequest.newBuilder(address).build()).body();
    }

    /** The hub says so, as the guide promises. */
    private void awaitLive() {
        await().atMost(Duration.ofSeconds(20)).until(() -> hub.output()
                .lines()
                .anyMatch(line -> line.matches(".*Route file sources/watchdog.camel.yaml version \\S+ is live.*")));
    }

    /** In the folder of the project; what it prints. */
    private String run(String commands) {
        String script = "set -e\n"
                + commands.replace("http://localhost:8080", hub.address().toString());
        var builder = new ProcessBuilder("sh", "-c", script).directory(project.toFile());
        builder.environment().put("NOTIFYFLOW_URL", hub.address().toString());
        builder.environment()
                .merge("PATH", System.getProperty("java.home") + "/bin", (path, java) -> java + ":" + path);
        try {
            Process shell = builder.redirectErrorStream(true).start();
            String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(script + "\n" + printed).isZero();
            return printed;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String withoutIds(String json) {
        return TestAccount.json(ID.matcher(json).replaceAll("an id")).toString();
    }
}
