package io.notifyflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docker-compose.yml as Docker Compose reads it. */
class ComposeFileTest {

    private static final String PASSWORD = "4f1c0de5";

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Set<String> IMAGES_OWN = Set.of("NOTIFYFLOW_DATA_DIR", "NOTIFYFLOW_ROUTES_DIR");
    private static final Map<Map<String, String>, Client.Run> RUNS = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    @Test
    void saysWhatToDoWithoutAPassword() throws IOException {
        Client.Run run = config(Map.of());
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.errors()).contains("POSTGRES_PASSWORD is not set - cp .env.example .env and set it there");
        assertThat(Files.readString(Path.of(".env.example"))).contains("\nPOSTGRES_PASSWORD=\n");
    }

    @Test
    void hubUsesTheDatabaseOnceItIsHealthy() throws IOException {
        JsonNode hub = services().path("hub");
        assertThat(hub.at("/environment/DATABASE_URL").asText())
                .isEqualTo("postgres://notifyflow:%s@postgres:5432/notifyflow".formatted(PASSWORD));
        assertThat(hub.at("/depends_on/postgres/condition").asText()).isEqualTo("service_healthy");
        assertThat(services().at("/postgres/healthcheck/test").toString()).contains("pg_isready");
    }

    @Test
    void hubIsHealthyWhenItIsReady() throws IOException {
        assertThat(services().at("/hub/healthcheck/test").toString()).contains("GET /readyz");
        assertThat(Files.readString(Path.of("src/main/docker/Dockerfile"))).contains("GET /readyz");
    }

    @Test
    void hubIsOpenToThisMachineOnly() throws IOException {
        assertThat(services().at("/hub/ports").toString()).contains("127.0.0.1").contains("8080");
        assertThat(services().at("/postgres/ports").isMissingNode()).isTrue();
    }

    @Test
    void hubCannotChangeItsImageOrItsRoutes() throws IOException {
        assertThat(services().at("/hub/read_only").asBoolean()).isTrue();
        assertThat(services().at("/hub/volumes/0").toString()).containsPattern("/app/routes(:ro|.*\"read_only\":true)");
    }

    @Test
    void drainingFitsInTheGracePeriod() throws IOException {
        assertThat(services().at("/hub/stop_grace_period").asText()).isEqualTo("40s");
    }

    /** Those of a plan have names of the operator's; the others are the image's own. */
    @Test
    void passesOnEveryDocumentedSetting() throws IOException {
        Set<String> documented = documentedSettings();
        assertThat(documented)
                .contains("NOTIFYFLOW_SANDBOX_ENABLED", "NOTIFYFLOW_HTTP_TRUSTEDPROXIES", "NOTIFYFLOW_PEOPLE_PLAN");

        var environment = new HashMap<String, String>();
        documented.forEach(name -> environment.put(name, "set-" + name));
        environment.put("POSTGRES_PASSWORD", PASSWORD);
        Client.Run run = config(environment);
        assertThat(run.exitCode()).as(run.errors()).isZero();
        JsonNode hub = new YAMLMapper().readTree(run.output()).at("/services/hub/environment");

        assertThat(documented)
                .allSatisfy(name -> assertThat(hub.path(name).asText()).as(name).isEqualTo("set-" + name));
    }

    private static Set<String> documentedSettings() throws IOException {
        var names = new TreeSet<String>();
        for (String line : Files.readAllLines(Path.of("docs/deploy.md"))) {
            if (line.startsWith("| `")) {
                String last = "";
                for (Matcher name = NAME.matcher(line.split("\\|", 3)[1]); name.find(); ) {
                    String text = name.group(1);
                    String whole = text.startsWith("…") ? last.replaceFirst("_[^_]*$", "") + text.substring(1) : text;
                    last = text.startsWith("…") ? last : text;
                    names.add(whole);
                }
            }
        }
        names.removeIf(name -> !name.startsWith("NOTIFYFLOW_") || name.contains("<") || IMAGES_OWN.contains(name));
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "postgres"})
    void serviceIsConfined(String name) throws IOException {
        JsonNode service = services().path(name);
        assertThat(service.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(service.path("security_opt").toString()).contains("no-new-privileges");
        assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
        assertThat(service.path("mem_limit").asText()).isNotEmpty();
    }

    private JsonNode services() throws IOException {
        Client.Run run = config(Map.of("POSTGRES_PASSWORD", PASSWORD));
        assertThat(run.exitCode()).as(run.errors()).isZero();
        return new YAMLMapper().readTree(run.output()).path("services");
    }

    /** An empty file stands in for .env, so that a developer's own settings do not count. */
    private Client.Run config(Map<String, String> environment) throws IOException {
        Path settings = Files.writeString(folder.resolve("settings"), "");
        return RUNS.computeIfAbsent(environment, variables -> Client.compose()
                .run(variables, List.of("--env-file", settings.toString(), "--file", "docker-compose.yml", "config")));
    }
}
