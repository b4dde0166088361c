package io.notifyflow.source.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file among the hub's routes, which is live until it is closed. */
record RouteFile(TestAccount account, String path) implements AutoCloseable {

    private static final Duration LIVE = Duration.ofSeconds(20);

    /** Written, and live once this returns. */
    static RouteFile of(TestAccount account, String path, String text) throws IOException {
        var file = new RouteFile(account.asOperator(), path);
        file.write(text);
        return file;
    }

    /** Writes another version, and waits until it runs. */
    void write(String text) throws IOException {
        Path file = TestRoutes.FOLDER.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        String version = FetchedEvents.sha256(text.getBytes(StandardCharsets.UTF_8));
        await().atMost(LIVE).untilAsserted(() -> {
            JsonNode report = report();
            assertThat(version)
                    .as(report.path("pending").toString())
                    .startsWith(report.path("version").asText("-"));
        });
    }

    /** What the hub reports of this file. */
    private JsonNode report() {
        JsonNode all = TestAccount.json(account.call("GET", "/api/v1/routes"));
        for (JsonNode file : all.path("hub").path("files")) {
            if (file.path("file").asText().equals(path)) {
                return file;
            }
        }
        return MissingNode.getInstance();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(TestRoutes.FOLDER.resolve(path));
        await().atMost(LIVE).until(() -> report().isMissingNode());
    }
}
