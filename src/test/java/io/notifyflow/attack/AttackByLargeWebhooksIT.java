package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.process.HubOutput;
import io.notifyflow.source.LargePayloads;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Twenty of the largest webhooks at once fit into a heap of 256 MiB, since they are read in turn. */
@ExtendWith(HubOutput.class)
@Timeout(240)
class AttackByLargeWebhooksIT {

    private static final int AT_ONCE = 20;

    @TempDir
    private static Path folder;

    private static AttackedHub hub;

    @BeforeAll
    static void starts() {
        hub = new AttackedHub(folder);
    }

    @AfterAll
    static void stops() {
        hub.close();
    }

    private static URI source(String type) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            String path = client.send(
                            HttpRequest.newBuilder(hub.address().resolve("/api/v1/sources"))
                                    .header("Authorization", "Bearer " + hub.attackersKey())
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"type\":\"" + type + "\",\"name\":\"" + type
                                            + "\",\"category\":\"sale\"}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .replaceAll(".*\"path\":\"([^\"]+)\".*", "$1");
            return hub.address().resolve(path);
        }
    }

    private static List<Integer> sendAtOnce(URI address, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .header("X-GitHub-Event", "push")
                                .header("X-GitHub-Delivery", "attack-" + i)
                                .POST(BodyPublishers.fromPublisher(
                                        // Not copied by the client beforehand.
                                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                                        bytes.length))
                                .build(),
                        BodyHandlers.ofString()));
            }
            return answers.stream().map(answer -> answer.join().statusCode()).toList();
        }
    }

    @Test
    void theLargestPushesAreReadInTurn() throws Exception {
        URI address = source("github");
        String push = LargePayloads.push(2048, 190);
        var statuses = new ArrayList<Integer>();

        hub.during(() -> statuses.addAll(sendAtOnce(address, push)));

        // The quota may be used up, which is found out behind everything that takes memory.
        assertThat(statuses).hasSize(AT_ONCE).isSubsetOf(202, 429, 503);
        assertThat(statuses.stream().filter(status -> status != 503)).hasSizeGreaterThan(2);
    }

    @Test
    void largeGroupsOfAlertsAreReadInTurn() throws Exception {
        URI address = source("alertmanager");
        String group = LargePayloads.group(2600);
        var statuses = new ArrayList<Integer>();

        hub.during(() -> statuses.addAll(sendAtOnce(address, group)));

        assertThat(statuses).hasSize(AT_ONCE).isSubsetOf(202, 207, 429, 503);
    }

    @Test
    void whatOnlyFillsMemoryIsRefused() throws Exception {
        URI address = source("grafana");
        String objects = "[" + "{},".repeat(2_700_000) + "{}]";
        var statuses = new ArrayList<Integer>();

        hub.during(() -> statuses.addAll(sendAtOnce(address, objects)));

        assertThat(statuses).hasSize(AT_ONCE).isSubsetOf(413, 503);
    }
}
