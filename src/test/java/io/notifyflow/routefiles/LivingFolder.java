package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A folder among the hub's route files that a test fills, and that is empty again after it. */
final class LivingFolder implements AutoCloseable {

    static final Duration LIVE = Duration.ofSeconds(20);

    private static final String NAME = "living";

    private final Path folder = TestRoutes.FOLDER.resolve(NAME);
    private final RouteVersions versions;

    LivingFolder(RouteVersions versions) throws IOException {
        this.versions = versions;
        Files.createDirectories(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes a file, and waits until this version of it runs. */
    void publish(String name, byte[] content) throws IOException {
        Files.write(file(name), content);
        awaitLive(NAME + "/" + name, RouteFile.checksum(content));
    }

    void publish(String name, String content) throws IOException {
        publish(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void awaitLive(String path, String checksum) {
        await().atMost(LIVE).untilAsserted(() -> {
            assertThat(versions.refusals()).doesNotContainKey(path);
            assertThat(versions.live()).containsKey(path);
            assertThat(Objects.requireNonNull(versions.live(path))
                            .outline()
                            .file()
                            .checksum())
                    .isEqualTo(checksum);
        });
    }

    /** Writes a file that must be refused, and tells what for. */
    List<RouteFileError> refusal(String name, byte[] content) throws IOException {
        Files.write(file(name), content);
        String checksum = RouteFile.checksum(content);
        await().atMost(LIVE).until(() -> {
            Refusal refusal = versions.refused().get(NAME + "/" + name);
            return refusal != null && checksum.equals(refusal.checksum());
        });
        return Objects.requireNonNull(versions.refused().get(NAME + "/" + name)).errors();
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(path -> !Files.isDirectory(path)).toList()) {
                Files.delete(file);
            }
        }
        await().atMost(LIVE).untilAsserted(() -> assertThat(versions.live().keySet())
                .noneMatch(path -> path.startsWith(NAME + "/")));
        await().atMost(LIVE).untilAsserted(() -> assertThat(versions.refusals()).isEmpty());
    }
}
