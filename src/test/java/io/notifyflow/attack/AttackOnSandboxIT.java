package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.process.HubOutput;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs on the same machine send the sandbox more than a hub's heap would hold. */
@ExtendWith(HubOutput.class)
@Timeout(180)
class AttackOnSandboxIT {

    private static final int MESSAGES = 310;

    @TempDir
    private Path folder;

    @Test
    void othersAreServedWhileTheSandboxIsFilled() throws Exception {
        try (AttackedHub hub = AttackedHub.withSandbox(folder);
                HttpClient client = HttpClient.newHttpClient()) {
            for (String body : new String[] {
                "{\"content\":\"hello\",\"components\":[{\"type\":1,\"x\":\"%s\"}]}",
                "{\"content\":\"hello\",\"username\":\"%s\"}",
                "{\"embeds\":[{\"title\":\"a\",\"x\":\"%s\"}]}",
            }) {
                String large = body.formatted("a".repeat(900_000));
                hub.during(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        HttpResponse<String> answer = client.send(
                                HttpRequest.newBuilder(
                                                hub.address().resolve("/sandbox/api/v10/webhooks/99/x?wait=true"))
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString(large))
                                        .build(),
                                BodyHandlers.ofString());
                        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 413, 429, 503);
                    }
                });
            }
        }
    }
}
