package io.notifyflow.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxFaultsTest {

    private static final String BODY = "{\"content\":\"a\"}";

    private final SandboxServer server = SandboxServer.start();
    private final SandboxClient client = new SandboxClient(server);

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void givesTheScriptedAnswersInOrderAndThenItsOwn() {
        server.faults().next("1", SandboxFault.Answer.json(503, "{}"));
        server.faults()
                .next("1", new SandboxFault.Answer(502, Map.of("Content-Type", "text/html"), "<h1>Bad gateway</h1>"));

        HttpResponse<String> first = client.toChannel("1", BODY);
        HttpResponse<String> second = client.toChannel("1", BODY);
        HttpResponse<String> third = client.toChannel("1", BODY);

        assertThat(List.of(first.statusCode(), second.statusCode(), third.statusCode()))
                .containsExactly(503, 502, 200);
        assertThat(second.body()).isEqualTo("<h1>Bad gateway</h1>");
        assertThat(server.sandbox().messages()).hasSize(1);
        assertThat(server.sandbox().stats().faults()).isEqualTo(2);
    }

    @Test
    void failsOnlyTheTarget() {
        server.faults().always("1", SandboxFault.Answer.json(500, "{}"));

        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(500);
        assertThat(client.toWebhook("1", BODY).statusCode()).isEqualTo(500);
        assertThat(client.toChannel("2", BODY).statusCode()).isEqualTo(200);
        server.faults().clear();
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void failsAnyTargetAfterTheTargetsOwnScript() {
        server.faults().always(SandboxFaults.ANY, SandboxFault.Answer.json(500, "{}"));
        server.faults().next("1", SandboxFault.Answer.json(503, "{}"));

        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(503);
        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(500);
        assertThat(client.toWebhook("2", BODY).statusCode()).isEqualTo(500);
    }

    @Test
    void resetsTheConnectionBeforeStoring() {
        server.faults().next("1", new SandboxFault.ResetConnection());

        assertThatThrownBy(() -> client.toChannel("1", BODY)).hasCauseInstanceOf(IOException.class);
        assertThat(server.sandbox().messages()).isEmpty();
    }

    @Test
    void resetsTheConnectionAfterStoring() {
        server.faults().next("1", new SandboxFault.AcceptThenReset());

        assertThatThrownBy(() -> client.toWebhook("1", BODY)).hasCauseInstanceOf(IOException.class);
        assertThat(server.sandbox().messages("webhook:1")).hasSize(1);
    }

    @Test
    void cutsTheBodyShortAfterStoring() {
        server.faults().next("1", new SandboxFault.CutBody());

        assertThatThrownBy(() -> client.toChannel("1", BODY)).hasCauseInstanceOf(IOException.class);
        assertThat(server.sandbox().messages("1")).hasSize(1);
    }

    @Test
    void delaysTheUsualAnswer() {
        server.faults().next("1", new SandboxFault.Delay(Duration.ofMillis(150)));
        long start = System.nanoTime();

        assertThat(client.toChannel("1", BODY).statusCode()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void neverAnswersOutOfABlackHole() {
        server.faults().next("1", new SandboxFault.BlackHole());

        assertThatThrownBy(() -> client.send(client.api("/channels/1/messages")
                        .timeout(Duration.ofMillis(200))
                        .POST(BodyPublishers.ofString(BODY))))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(server.sandbox().messages()).isEmpty();
    }
}
