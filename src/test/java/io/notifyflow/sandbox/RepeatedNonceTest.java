package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatedNonceTest {

    private final MovableClock clock = new MovableClock();
    private final Sandbox sandbox = new Sandbox(SandboxSettings.defaults().withKeep(3), clock);
    private final SandboxClient client = new SandboxClient(SandboxServer.start(sandbox, 0));

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void storesAnEnforcedNonceOnce() {
        String body = "{\"content\":\"%s\",\"nonce\":\"event-1\",\"enforce_nonce\":true}";

        HttpResponse<String> first = client.toChannel("1", body.formatted("first"));
        HttpResponse<String> second = client.toChannel("1", body.formatted("second"));
        HttpResponse<String> elsewhere = client.toChannel("2", body.formatted("first"));

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body()).isNotEqualTo(elsewhere.body());
        assertThat(sandbox.messages("1")).hasSize(1);
        assertThat(sandbox.stats().duplicates()).isEqualTo(1);
    }

    @Test
    void forgetsNoncesAfterFiveMinutes() {
        String body = "{\"content\":\"a\",\"nonce\":\"event-1\",\"enforce_nonce\":true}";
        client.toChannel("1", body);

        clock.advance(Duration.ofMinutes(5));
        client.toChannel("1", body);
        assertThat(sandbox.messages("1")).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        client.toChannel("1", body);
        assertThat(sandbox.messages("1")).hasSize(2);
    }

    @Test
    void remembersANonceLongerThanItsMessage() {
        String body = "{\"content\":\"a\",\"nonce\":1,\"enforce_nonce\":true}";
        HttpResponse<String> first = client.toChannel("1", body);
        for (int index = 0; index < 3; index++) {
            client.toChannel("2", "{\"content\":\"a\"}");
        }

        HttpResponse<String> repeated = client.toChannel("1", body);

        assertThat(SandboxClient.json(repeated).path("id"))
                .isEqualTo(SandboxClient.json(first).path("id"));
        assertThat(sandbox.messages("1")).isEmpty();
    }

    @Test
    void storesANonceAgainUnlessEnforced() {
        client.toChannel("1", "{\"content\":\"a\",\"nonce\":\"n\"}");
        client.toChannel("1", "{\"content\":\"a\",\"nonce\":\"n\"}");

        assertThat(sandbox.messages("1")).hasSize(2);
    }

    @Test
    void storesAnEnforcedNonceOnceUnderConcurrency() {
        DiscordApi api = new DiscordApi(sandbox);
        ApiCall call = new ApiCall(
                ApiRoute.CREATE_MESSAGE, "1", "", "127.0.0.1", "bot", "Bot token", "application/json", false);
        byte[] body = "{\"content\":\"a\",\"nonce\":\"n\",\"enforce_nonce\":true}".getBytes(StandardCharsets.UTF_8);

        Set<Reply> replies = IntStream.range(0, 200)
                .parallel()
                .mapToObj(attempt -> api.answer(call, body))
                .collect(Collectors.toSet());

        assertThat(replies).hasSize(1);
        assertThat(sandbox.messages()).hasSize(1);
        assertThat(sandbox.stats().duplicates()).isEqualTo(199);
    }
}
