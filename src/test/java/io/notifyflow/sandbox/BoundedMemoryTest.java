package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What the sandbox holds is bounded in bytes, whatever it is sent. */
class BoundedMemoryTest {

    private static final DataSize SIZE = DataSize.ofMegabytes(1);

    private final Sandbox sandbox = new Sandbox(SandboxSettings.defaults().withKeepSize(SIZE));
    private final SandboxServer server = SandboxServer.start(sandbox, 0);
    private final SandboxClient client = new SandboxClient(server);

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void keepsTheNewestWithinTheSizeAndShowsThatOthersLeft() {
        for (int message = 0; message < 400; message++) {
            String content = "%03d%s".formatted(message, "x".repeat(1900));
            assertThat(client.toChannel("1", "{\"content\":\"" + content + "\"}")
                            .statusCode())
                    .isEqualTo(200);
        }

        List<SandboxMessage> kept = sandbox.messages();
        long bytes = kept.stream().mapToLong(SandboxMessages::sizeOf).sum();
        assertThat(bytes).isBetween(SIZE.toBytes() * 9 / 10, SIZE.toBytes());
        assertThat(kept.getLast().json()).contains("399xxx");
        assertThat(kept.getFirst().json()).doesNotContain("000xxx");
        JsonNode stats = SandboxClient.json(client.get("/stats"));
        assertThat(stats.path("keptBytes").asLong()).isEqualTo(bytes);
        assertThat(stats.path("kept").asInt()).isEqualTo(kept.size());
        assertThat(stats.path("dropped").asInt()).isEqualTo(400 - kept.size());
        assertThat(client.get("").body())
                .contains(stats.path("dropped").asInt() + " dropped")
                .contains("The oldest messages left: the sandbox keeps at most 1000 messages and 1.0 MB");
    }

    @Test
    void isWithinTheSizeAgainAfterItWasCleared() {
        client.toChannel("1", "{\"content\":\"" + "x".repeat(1900) + "\"}");
        sandbox.clear();

        assertThat(sandbox.stats().keptBytes()).isZero();
    }

    /** Each is a body of about a megabyte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":1,\"custom_id\":\"%s\"}",
                "{\"type\":10,\"content\":\"%s\"}",
                "{\"type\":1,\"components\":[{\"type\":2,\"label\":\"%s\"}]}",
                "{\"type\":1,\"x\":[{\"y\":{\"z\":\"%s\"}}]}",
            })
    void keepsNoComponentThatIsLargerThanDiscordsLimits(String component) {
        String large = "a".repeat(1_000_000);

        HttpResponse<String> answer = client.toChannel("1", "{\"components\":[" + component.formatted(large) + "]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("components", "BASE_TYPE_MAX_LENGTH").hasSizeLessThan(1000);
        assertThat(sandbox.stats().keptBytes()).isZero();
    }

    @Test
    void keepsNoTowerOfManySmallComponents() {
        String many = "[" + "{},".repeat(300_000) + "{}]";
        String nested = "{\"type\":1,\"components\":[{\"type\":2}" + ",{\"type\":2}".repeat(40) + "]}";

        assertThat(client.toChannel("1", "{\"components\":[{\"type\":1,\"components\":" + many + "}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.toChannel("1", "{\"components\":[" + nested + "]}").statusCode())
                .isEqualTo(400);
        assertThat(client.toChannel("1", "{\"components\":[{\"type\":1,\"components\":[{\"type\":2}]}]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void threeHundredMegabytesOfPostsLeaveNoMoreThanTheSize() {
        String padding = "a".repeat(1_000_000);
        for (int post = 0; post < 310; post++) {
            // Members that Discord does not know are dropped.
            assertThat(client.toWebhook("7", "{\"content\":\"" + post + "\",\"unknown\":\"" + padding + "\"}")
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(sandbox.stats().keptBytes()).isPositive().isLessThan(SIZE.toBytes());
    }

    @Test
    void refusesBodiesThatWouldHoldTooMuchTogether() throws IOException {
        var open = new ArrayList<Socket>();
        try {
            for (int body = 0; body < 8; body++) {
                Socket socket = announce(1 << 20);
                open.add(socket);
            }
            Socket refused = announce(1 << 20);
            open.add(refused);
            assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 503 ");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().untilAsserted(() -> assertThat(client.toChannel("1", "{\"content\":\"" + "x".repeat(100) + "\"}")
                        .statusCode())
                .isEqualTo(200));
    }

    /** One event loop reads all heads in their order. */
    private Socket announce(int length) throws IOException {
        var socket = new Socket(server.page().getHost(), server.page().getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("POST /sandbox/api/webhooks/1/t HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n"
                                + "Content-Type: application/json\r\nContent-Length: " + length
                                + "\r\n\r\n{\"content\":\"")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }
}
