package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.conformance.DiscordConformance;
import io.notifyflow.process.EventLoad.Accepted;
import io.notifyflow.sandbox.SandboxServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that was answered with 202 is lost, whatever becomes of a hub and the PostgreSQL inside it. */
@ExtendWith({HubOutput.class, DiscordConformance.class})
@Timeout(300)
class EmbeddedDatabaseIT {

    private static final int KILLS = 3;
    private static final int DATABASE_KILLS = 2;

    private static final String KEY = "key-of-the-crash-tests";
    private static final int MOST_BETWEEN_KILLS = 500;
    private static final int SAMPLE = 25;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int SIGTERM_EXIT = 143;

    @TempDir
    private Path temporary;

    private SandboxServer sandbox;
    private Inbox inbox;
    private HubFolder folder;

    @BeforeEach
    void preparesDiscordAndFolder() {
        sandbox = DiscordConformance.watched(SandboxServer.start());
        inbox = Inbox.ofFirst(sandbox);
        folder = HubFolder.prepared(temporary.resolve("data"));
    }

    @AfterEach
    void stopsDiscordAndServer() {
        folder.close();
        sandbox.close();
    }

    @Test
    void hubKilledUnderLoadLosesNoAcceptedEvent() {
        Random random = new Random();
        List<List<Accepted>> runs = new ArrayList<>();
        for (int run = 1; run <= KILLS; run++) {
            HubProcess hub = startHub("killed-" + run);
            try (EventLoad load = EventLoad.on("run" + run + "n", KEY, List.of(hub.address()))) {
                load.awaitAccepted(1 + random.nextInt(MOST_BETWEEN_KILLS));
                hub.kill();
                if (random.nextBoolean()) {
                    // As when the machine fails: the server's log is replayed.
                    folder.killServer();
                }
                load.close();
                assertThat(load.refusals()).as("answers other than 202").isEmpty();
                runs.add(load.accepted());
            } finally {
                hub.kill();
            }
        }
        List<Accepted> accepted = runs.stream().flatMap(List::stream).toList();
        try (HubProcess hub = startHub("survivor")) {
            inbox.awaitAll(accepted);
            sample(accepted, random).forEach(event -> assertDelivered(hub, event));
        }
        // A destination has one call under way at most, and a webhook cannot tell that it is a repeated one.
        assertThat(inbox.repeated()).as("messages that arrived twice").hasSizeLessThanOrEqualTo(KILLS);
        runs.forEach(inbox::assertOrdered);
    }

    @Test
    void databaseKilledUnderLoadGivesNoAcceptedEventAway() {
        try (HubProcess hub = startHub("without-database");
                EventLoad load = EventLoad.on("db", KEY, List.of(hub.address()))) {
            for (int kill = 0; kill < DATABASE_KILLS; kill++) {
                load.awaitAccepted(150);
                folder.killServer();
            }
            load.awaitAccepted(150);
            load.close();

            assertThat(load.refusals().keySet()).as("answers other than 202").isSubsetOf(Set.of(503));
            assertThat(load.hung()).as("requests without an answer").isZero();
            assertThat(load.broken()).as("connections without an answer").isZero();
            assertThat(load.slowest()).isLessThan(HubClient.LONGEST_ANSWER);
            inbox.awaitAll(load.accepted());
            assertThat(inbox.repeated()).as("messages that arrived twice").hasSizeLessThanOrEqualTo(DATABASE_KILLS);
            load.accepted().stream().limit(SAMPLE).forEach(event -> assertDelivered(hub, event));
        }
    }

    @Test
    void stoppedHubDrains() {
        HubProcess hub = startHub("stopped");
        List<Accepted> accepted;
        try (EventLoad load = EventLoad.on("stop", KEY, List.of(hub.address()))) {
            load.awaitAccepted(300);
            hub.askToStop();
            assertThat(hub.exitCodeWithin(LONGEST_STOP)).isIn(0, SIGTERM_EXIT);
            load.close();

            assertThat(load.refusals().keySet()).as("answers other than 202").isSubsetOf(Set.of(503));
            assertThat(load.hung()).as("requests without an answer").isZero();
            accepted = load.accepted();
        } finally {
            hub.close();
        }
        assertThat(folder.server()).as("the embedded PostgreSQL").isEmpty();
        try (HubProcess again = startHub("started-again")) {
            inbox.awaitAll(accepted);
            assertThat(inbox.duplicates()).as("duplicates").isZero();
            inbox.assertOrdered(accepted);
            assertDelivered(again, accepted.getLast());
        }
    }

    private HubProcess startHub(String name) {
        return HubProcess.start(
                name,
                Map.of(
                        "NOTIFYFLOW_DATA_DIR",
                        folder.path().toString(),
                        "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                        KEY,
                        "NOTIFYFLOW_DISCORD_API_BASE",
                        sandbox.apiBase().toString(),
                        "NOTIFYFLOW_DELIVERY_LEASE",
                        "3s"));
    }

    private static List<Accepted> sample(List<Accepted> accepted, Random random) {
        return random.ints(SAMPLE, 0, accepted.size()).mapToObj(accepted::get).toList();
    }

    /** What arrived is recorded right after, so the record is awaited. */
    private static void assertDelivered(HubProcess hub, Accepted event) {
        HubClient client = new HubClient(hub.address(), KEY);
        await().untilAsserted(() -> assertThat(
                        client.show(event.eventId()).path("status").asText())
                .as(event.toString())
                .isEqualTo("delivered"));
    }
}
