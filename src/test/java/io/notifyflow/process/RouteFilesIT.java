package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Starts hubs on folders of route files of which some are broken. */
class RouteFilesIT {

    private static final String KEY = "nfk_route_files_0123456789abcdef";
    private static final String CORE = "pipeline/route-events.camel.yaml";

    @TempDir
    Path temporary;

    @Test
    void aBrokenFileDoesNotStopTheStartAndTheCoreRunsInItsLastGoodVersion() throws IOException {
        Path routes = temporary.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Map<String, String> environment = Map.of(
                "NOTIFYFLOW_DATA_DIR", temporary.resolve("data").toString(),
                "DATABASE_URL", TestDatabase.createDatabase(),
                "NOTIFYFLOW_ROUTES_DIR", routes.toString(),
                "NOTIFYFLOW_BOOTSTRAP_API_KEY", KEY);
        breakCore(routes);

        try (HubProcess refused = HubProcess.launch("routes-refused", environment)) {
            assertThat(refused.exitCodeWithin(Duration.ofSeconds(60))).isNotZero();
            assertThat(refused.output())
                    .contains("APPLICATION FAILED TO START", "routing.route", CORE + ":", "noSuchBean")
                    .doesNotContain("\tat ");
        }

        mendCore(routes);
        try (HubProcess good = HubProcess.start("routes-good", environment)) {
            assertThat(new HubClient(good.address(), KEY).post("good").statusCode())
                    .isEqualTo(202);
        }

        breakCore(routes);
        Files.writeString(routes.resolve("broken.camel.yaml"), "- route:\n    id: [");
        try (HubProcess hub = HubProcess.start("routes-last-good", environment)) {
            assertThat(hub.output())
                    .contains(CORE, "Its last good version runs", "broken.camel.yaml:", "It does not run");
            assertThat(new HubClient(hub.address(), KEY).post("still").statusCode())
                    .isEqualTo(202);
        }
    }

    private static void breakCore(Path routes) throws IOException {
        String shipped = Files.readString(Path.of("routes").resolve(CORE));
        String broken = shipped.replaceFirst("ref: \\w+", "ref: noSuchBean");
        assertThat(broken).isNotEqualTo(shipped);
        Files.writeString(routes.resolve(CORE), broken);
    }

    private static void mendCore(Path routes) throws IOException {
        Files.copy(
                Path.of("routes").resolve(CORE),
                routes.resolve(CORE),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
