package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.notifyflow.process.FaultProxy.Call;
import io.notifyflow.process.FaultProxy.Fault;
import io.notifyflow.sandbox.SandboxServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FaultProxyTest {

    private static final String BODY = "{\"content\":\"äöü\"}";

    private final SandboxServer sandbox = SandboxServer.start();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "DELAY", "DRIBBLE"})
    void bringsTheWholeAnswer(Fault fault) throws IOException {
        try (FaultProxy proxy = always(fault)) {
            HttpResponse<String> answer = post(proxy, "1");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("äöü").endsWith("}");
            assertThat(noted(proxy, 1)).allSatisfy(call -> {
                assertThat(call.target()).isEqualTo("1");
                assertThat(call.fault()).isEqualTo(fault);
                assertThat(answer.body()).contains("\"id\":\"" + call.messageId() + "\"");
            });
        }
    }

    @Test
    void resetsBeforeDiscordHasIt() {
        try (FaultProxy proxy = always(Fault.RESET_BEFORE)) {
            assertThatThrownBy(() -> post(proxy, "1")).isInstanceOf(IOException.class);
            assertThat(sandbox.sandbox().messages()).isEmpty();
            assertThat(proxy.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET_AFTER", "CUT"})
    void breaksTheConnectionAfterDiscordHasIt(Fault fault) {
        try (FaultProxy proxy = always(fault)) {
            assertThatThrownBy(() -> post(proxy, "1"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);
            assertThat(sandbox.sandbox().messages()).hasSize(1);
            assertThat(noted(proxy, 1))
                    .extracting(Call::messageId)
                    .containsExactly(Long.toString(
                            sandbox.sandbox().messages().getFirst().id()));
        }
    }

    @Test
    void swallowsTheAnswer() {
        try (FaultProxy proxy = always(Fault.BLACK_HOLE)) {
            assertThatThrownBy(() -> post(proxy, "1", Duration.ofMillis(300))).isInstanceOf(HttpTimeoutException.class);
            assertThat(sandbox.sandbox().messages()).hasSize(1);
        }
    }

    @Test
    void theSeedDecidesWhichCallFails() throws IOException {
        List<Fault> faults = faults(7);

        assertThat(faults).contains(Fault.NONE, Fault.DELAY);
        assertThat(faults(7)).isEqualTo(faults);
        assertThat(faults(8)).isNotEqualTo(faults);
    }

    /** A call is noted when its answer is on its way, which may be there before. */
    private static Collection<Call> noted(FaultProxy proxy, int calls) {
        await().until(() -> proxy.calls().size() == calls);
        return proxy.calls();
    }

    private List<Fault> faults(long seed) throws IOException {
        try (FaultProxy proxy = FaultProxy.before(sandbox.apiBase(), seed, Map.of(Fault.DELAY, 20.0))) {
            for (int call = 0; call < 30; call++) {
                post(proxy, "1");
            }
            return noted(proxy, 30).stream().map(Call::fault).toList();
        }
    }

    @Test
    void passesEverythingWhileItIsCalm() throws IOException {
        try (FaultProxy proxy = always(Fault.RESET_BEFORE)) {
            proxy.calm(true);
            for (int target : IntStream.range(0, 5).toArray()) {
                assertThat(post(proxy, Integer.toString(target)).statusCode()).isEqualTo(200);
            }
            proxy.calm(false);
            assertThatThrownBy(() -> post(proxy, "1")).isInstanceOf(IOException.class);
            assertThat(proxy.counts()).isEqualTo(Map.of(Fault.NONE, 5, Fault.RESET_BEFORE, 1));
        }
    }

    private FaultProxy always(Fault fault) {
        return FaultProxy.before(sandbox.apiBase(), 1, Map.of(fault, 100.0));
    }

    private static HttpResponse<String> post(FaultProxy proxy, String webhook) throws IOException {
        return post(proxy, webhook, Duration.ofSeconds(10));
    }

    private static HttpResponse<String> post(FaultProxy proxy, String webhook, Duration patience) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(proxy.address() + "/webhooks/" + webhook + "/token?wait=true"))
                .timeout(patience)
                .header("User-Agent", "test")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
