package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A field that a rule added is delivered by the next hub, which does not know the rule any more. */
@ExtendWith(HubOutput.class)
@Timeout(300)
class AddedFieldsIT {

    private static final String KEY = "nfk_added_fields_0123456789abcdef";
    private static final String RULE =
            """
                          - simple: "${body.category} == 'sale'"
                            steps:
                              - setBody:
                                  simple: "${body.withField('environment', 'production')}"
            """;

    private static final List<String> BEFORE = List.of("one", "two", "three");

    @TempDir
    Path temporary;

    @Test
    void whatARuleAddedSurvivesAKillAndTheRule() throws IOException {
        Path ruled = temporary.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), ruled);
        Path rules = ruled.resolve("pipeline/route-by-category.camel.yaml");
        Files.writeString(rules, Files.readString(rules) + RULE);
        Map<String, String> settings = Map.of(
                "NOTIFYFLOW_DATA_DIR", temporary.resolve("data").toString(),
                "DATABASE_URL", TestDatabase.createDatabase(),
                "NOTIFYFLOW_BOOTSTRAP_API_KEY", KEY);
        try (SandboxServer sandbox = SandboxServer.start()) {
            Inbox inbox = Inbox.ofFirst(sandbox);
            UUID event = acceptedBy(sandbox, inbox, settings, ruled);
            sandbox.sandbox().faults().clear();

            try (HubProcess next = start("rule-gone", sandbox, settings, HubProcess.ROUTES)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> inbox.titles().contains("held"));
                assertThat(fieldsOf(sandbox)).hasSize(BEFORE.size() + 1).containsOnly("environment=production");
                JsonNode shown = new HubClient(next.address(), KEY).show(event);
                assertThat(shown.path("fields")).isEmpty();
                assertThat(shown.at("/addedFields/0/rule").asText()).isEqualTo("operator: category sale");
            }
        }
    }

    /** Killed while it delivers from memory: earlier events have opened the lane, this one waits for its answer. */
    private static UUID acceptedBy(SandboxServer sandbox, Inbox inbox, Map<String, String> settings, Path routes)
            throws IOException {
        HubProcess hub = start("rule", sandbox, settings, routes);
        try {
            var client = new HubClient(hub.address(), KEY);
            for (String title : BEFORE) {
                UUID event = HubClient.eventId(client.post(title));
                await().until(() -> client.show(event).path("status").asText().equals("delivered"));
            }
            sandbox.sandbox().faults().always(inbox.target(), new SandboxFault.BlackHole());
            UUID event = HubClient.eventId(client.post("held"));
            await().until(() -> client.show(event).has("addedFields"));
            assertThat(client.show(event).path("deliveries")).as("in the table").isEmpty();
            return event;
        } finally {
            hub.kill();
        }
    }

    private static HubProcess start(String name, SandboxServer sandbox, Map<String, String> settings, Path routes) {
        var environment = new HashMap<>(settings);
        environment.put("NOTIFYFLOW_DISCORD_API_BASE", sandbox.apiBase().toString());
        environment.put("NOTIFYFLOW_ROUTES_DIR", routes.toString());
        environment.put("NOTIFYFLOW_DELIVERY_LEASE", "3s");
        return HubProcess.start(name, environment);
    }

    private static List<String> fieldsOf(SandboxServer sandbox) {
        return sandbox.sandbox().messages("webhook:1").stream()
                .map(message -> TestAccount.json(message.json()))
                .flatMap(message -> message.path("embeds").valueStream())
                .flatMap(embed -> embed.path("fields").valueStream())
                .map(field ->
                        field.path("name").asText() + "=" + field.path("value").asText())
                .toList();
    }
}
