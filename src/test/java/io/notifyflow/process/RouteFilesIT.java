package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.TestDatabase;
import io.notifyflow.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Starts hubs on folders of route files of which some are broken. */
class RouteFilesIT {

    private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String KEY = "nfk_route_files_0123456789abcdef";
    private static final Path PARCELS =
            Path.of("docs/examples/parcels/src/main/java/com/example/parcels/ParcelsSource.java");
    private static final String CORE = "pipeline/route-events.camel.yaml";

    @TempDir
    Path temporary;

    @Test
    void aBrokenFileDoesNotStopTheStartAndTheCoreRunsInItsLastGoodVersion() throws IOException {
        Path routes = temporary.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Map<String, String> environment = environment("data", TestDatabase.createDatabase(), routes);
        breakCore(routes);

        try (HubProcess refused = HubProcess.launch("routes-refused", environment)) {
            assertThat(refused.exitCodeWithin(Duration.ofMinutes(2))).isNotZero();
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

    @Test
    void hubsTellWhichVersionsEachOfThemRuns() throws IOException {
        String database = TestDatabase.createDatabase();
        Path here = routesWith("here", "Greets.");
        Path there = routesWith("there", "Greets otherwise.");
        Files.write(
                here.resolve("parcels.jar"),
                TestJar.of("com.example.parcels.ParcelsSource", Files.readString(PARCELS), temporary));

        try (HubProcess one = HubProcess.start("routes-here", environment("one", database, here));
                HubProcess other = HubProcess.start("routes-there", environment("two", database, there))) {
            JsonNode told = routes(one);

            assertThat(told.path("others")).hasSize(1);
            assertThat(versionOf(told.path("hub"), "greet.camel.yaml"))
                    .isEqualTo(versionOf(routes(other).path("others").path(0), "greet.camel.yaml"))
                    .isNotEqualTo(versionOf(told.path("others").path(0), "greet.camel.yaml"));
            assertThat(versionOf(told.path("hub"), CORE))
                    .isEqualTo(versionOf(told.path("others").path(0), CORE));
            assertThat(versionOf(told.path("hub"), "parcels.jar")).hasSize(12);
            assertThat(new HubClient(one.address(), KEY).get("/api/v1/greet").body())
                    .isEqualTo("hello Ada");

            other.askToStop();
            assertThat(other.exitCodeWithin(Duration.ofMinutes(2)))
                    .as("SIGTERM")
                    .isEqualTo(143);
            assertThat(routes(one).path("others")).isEmpty();
        }
    }

    @Test
    void aStopHoldsOnEveryHubAndAfterARestart() throws IOException {
        String database = TestDatabase.createDatabase();
        Path routes = routesWith("stopped", "Greets.");
        Files.writeString(routes.resolve("tick.camel.yaml"), ticking("tick") + ticking("tock"));
        var fetched = environment("fetched", database, routes);
        try (HubProcess one = HubProcess.start("routes-stopping", environment("stopping", database, routes))) {
            var client = new HubClient(one.address(), KEY);
            try (HubProcess other = HubProcess.start("routes-hearing", fetched)) {
                awaitTicks(other, "tick");
                assertThat(client.patch("/api/v1/routes/greet", "{\"running\":false}")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(client.patch("/api/v1/routes/tick", "{\"running\":false}")
                                .statusCode())
                        .isEqualTo(200);

                var there = new HubClient(other.address(), KEY);
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> there.get("/api/v1/greet").statusCode() == 503);
                other.askToStop();
                assertThat(other.exitCodeWithin(Duration.ofMinutes(2))).isEqualTo(143);
            }
            try (HubProcess again = HubProcess.start("routes-stopped", fetched)) {
                var there = new HubClient(again.address(), KEY);
                assertThat(there.get("/api/v1/greet").statusCode()).isEqualTo(503);
                awaitTicks(again, "tock");
                assertThat(ticks(again, "tick")).isZero();

                assertThat(client.patch("/api/v1/routes/tick", "{\"running\":true}")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(there.get("/api/v1/greet").statusCode()).isEqualTo(503);
                awaitTicks(again, "tick");
            }
        }
    }

    private static String ticking(String id) {
        return """
                - route:
                    id: %s
                    description: Ticks.
                    from:
                      uri: timer:%s
                      parameters:
                        period: "100"
                      steps:
                        - setBody:
                            constant: tick
                """
                .formatted(id, id);
    }

    private static void awaitTicks(HubProcess hub, String route) {
        await().atMost(Duration.ofSeconds(20)).until(() -> ticks(hub, route) > 5);
    }

    private static long ticks(HubProcess hub, String route) throws IOException {
        return routes(hub)
                .at("/hub/figures")
                .valueStream()
                .filter(each -> each.path("route").asText().equals(route))
                .mapToLong(each -> each.path("completed").asLong())
                .sum();
    }

    private Path routesWith(String name, String description) throws IOException {
        Path routes = temporary.resolve(name);
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(
                routes.resolve("greet.camel.yaml"),
                """
                - route:
                    id: greet
                    description: %s
                    from:
                      uri: platform-http:/api/v1/greet
                      parameters:
                        httpMethodRestrict: GET
                      steps:
                        - to: "kamelet:say?name=Ada"
                """
                        .formatted(description));
        Files.writeString(
                routes.resolve("say.kamelet.yaml"),
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: say
                spec:
                  definition:
                    title: Says hello
                    required: [name]
                    properties:
                      name:
                        title: Name
                        type: string
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody:
                            constant: "hello {{name}}"
                """);
        return routes;
    }

    private Map<String, String> environment(String name, String database, Path routes) {
        return Map.of(
                "NOTIFYFLOW_DATA_DIR",
                temporary.resolve(name).toString(),
                "DATABASE_URL",
                database,
                "NOTIFYFLOW_ROUTES_DIR",
                routes.toString(),
                // Hubs on one database have one key.
                "NOTIFYFLOW_SECRET_KEY",
                SECRET_KEY,
                "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                KEY);
    }

    private static JsonNode routes(HubProcess hub) throws IOException {
        return HubClient.json(new HubClient(hub.address(), KEY).get("/api/v1/routes"));
    }

    private static String versionOf(JsonNode hub, String path) {
        for (JsonNode file : hub.path("files")) {
            if (file.path("file").asText().equals(path)) {
                return file.path("version").asText();
            }
        }
        throw new AssertionError(path + " is not in " + hub);
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
