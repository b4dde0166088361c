package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.process.JarCommand.Ended;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.sandbox.SandboxServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters from the command line, with the packaged jar as command and as hub. */
@ExtendWith(HubOutput.class)
@Timeout(300)
class DeadLettersIT {

    private static final int EVENTS_IN_A_MESSAGE = 10;
    private static final String KEY = "key-of-the-dead-letter-tests";
    private static final Duration OF_A_COMMAND = Duration.ofSeconds(20);

    @TempDir
    private Path temporary;

    private SandboxServer sandbox;
    private Inbox inbox;
    private HubFolder folder;
    private int port;

    @BeforeEach
    void preparesDiscordAndFolder() throws IOException {
        sandbox = SandboxServer.start();
        inbox = Inbox.ofFirst(sandbox);
        folder = HubFolder.prepared(temporary.resolve("data"));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stopsDiscordAndServer() {
        folder.close();
        sandbox.close();
    }

    @Test
    void redriveGoesOnWhenTheHubIsKilledAndWhenTheCommandIsInterrupted() throws IOException {
        List<String> titles = IntStream.range(0, 40).mapToObj(i -> "letter" + i).toList();
        HubProcess hub = startHub("dying");
        try {
            die(hub, titles);

            Ended list = command("deadletters", "list");
            assertThat(list.exitCode()).as(list.err()).isZero();
            assertThat(list.out()).contains("DELIVERY", "50035", "40 dead letters.");
            Ended unconfirmed = command("deadletters", "redrive", "--all");
            assertThat(unconfirmed.exitCode()).isEqualTo(2);
            assertThat(unconfirmed.err()).contains("--yes");
            assertThat(inbox.titles()).isEmpty();

            sandbox.sandbox().faults().clear();
            try (JarCommand redrive =
                    JarCommand.start(environment(), "deadletters", "redrive", "--all", "--per-second", "4", "--yes")) {
                awaitArrivals(5);
                hub.kill();
                hub = startHub("surviving");
                awaitArrivals(15);
                redrive.interrupt();
                Ended interrupted = redrive.awaitEnd();
                assertThat(interrupted.exitCode()).isEqualTo(130);
                assertThat(interrupted.out()).contains("40 dead letters.");
                assertThat(interrupted.err()).contains("goes on in the hub", "--follow");
                Ended followed = command("deadletters", "redrive", "--follow", idIn(interrupted.err()));
                assertThat(followed.exitCode()).as(followed.err()).isZero();
                assertThat(followed.out()).contains("Redriven 40 of 40 dead letters.");
            }
            await().atMost(OF_A_COMMAND)
                    .untilAsserted(() -> assertThat(inbox.titles()).containsAll(titles));
            // What was on its way to Discord at the kill, one message, may stand there twice, as with any delivery.
            assertThat(inbox.duplicates()).isLessThanOrEqualTo(EVENTS_IN_A_MESSAGE);
            assertThat(command("deadletters", "list").out()).isEqualTo("No dead letters.\n");
        } finally {
            hub.close();
        }
    }

    private void awaitArrivals(int count) {
        await().atMost(OF_A_COMMAND).until(() -> inbox.titles().size() >= count);
    }

    private static String idIn(String text) {
        var id = java.util.regex.Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}").matcher(text);
        assertThat(id.find()).as("an id in: " + text).isTrue();
        return id.group();
    }

    private void die(HubProcess hub, List<String> titles) throws IOException {
        sandbox.sandbox()
                .faults()
                .always(
                        inbox.target(),
                        SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"Invalid Form Body\"}"));
        var client = new HubClient(hub.address(), KEY);
        var events = new ArrayList<UUID>();
        for (String title : titles) {
            events.add(HubClient.eventId(client.post(title)));
        }
        await().untilAsserted(() -> assertThat(
                        client.show(events.getLast()).path("status").asText())
                .isEqualTo("dead-lettered"));
    }

    @Test
    void commandsThatNeedNoHubAnswerAtOnce() {
        Ended help = JarCommand.run(Map.of(), "--help");
        Ended unknown = JarCommand.run(Map.of(), "dedletters");
        Ended version = JarCommand.run(Map.of(), "--version");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Without a command: starts the hub", "deadletters");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("dedletters", "deadletters").doesNotContain("Spring", "\tat ");
        assertThat(version.out()).startsWith("NotifyFlow 0.");
        System.out.printf(
                "DeadLettersIT: --help took %d ms, --version %d ms%n",
                help.duration().toMillis(), version.duration().toMillis());
        assertThat(version.duration()).isLessThan(Duration.ofSeconds(5));
    }

    private Ended command(String... arguments) {
        return JarCommand.run(environment(), arguments);
    }

    private Map<String, String> environment() {
        return Map.of("NOTIFYFLOW_URL", "http://127.0.0.1:" + port, "NOTIFYFLOW_API_KEY", KEY);
    }

    private HubProcess startHub(String name) {
        return HubProcess.start(
                name,
                Map.of(
                        "SERVER_PORT",
                        Integer.toString(port),
                        "NOTIFYFLOW_DATA_DIR",
                        folder.path().toString(),
                        "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                        KEY,
                        "NOTIFYFLOW_DISCORD_API_BASE",
                        sandbox.apiBase().toString(),
                        "NOTIFYFLOW_DELIVERY_LEASE",
                        "3s"));
    }
}
