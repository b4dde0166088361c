package io.notifyflow.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.Receiver.Request;
import io.notifyflow.testing.TestAccount;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class WebhookTest {

    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OLD_SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("an old secret of 24 byte".getBytes(StandardCharsets.UTF_8));
    private static final Answer TAKEN = Answer.of(204, "");

    @Autowired
    Hub hub;

    Receiver receiver;
    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        receiver = new Receiver(request -> TAKEN);
        account = hub.newAccount();
        destination = add(receiver.address("/hook?token=planted-token"), SECRET);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private UUID add(String url, String secrets) {
        return account.addDestination("webhook", "main", Map.of("url", url, "secrets", secrets));
    }

    @Test
    void bringsTheEventAsItsClientSentIt() {
        UUID event = account.accept(
                """
                {"category": "sale", "title": "Größe <b>", "description": "line\\nline", "url": "https://example.com/1",
                 "fields": {"amount": 19.90, "paid": true, "who": "Ada"}, "timestamp": "2026-01-02T03:04:05Z"}
                """);
        await().until(() -> account.deliveries("delivered") == 1);

        Request request = receiver.requests().getFirst();
        JsonNode body = request.json();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/hook?token=planted-token");
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("user-agent")).startsWith("NotifyFlow/");
        assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("camel"));
        assertThat(body.path("type").asText()).isEqualTo("event");
        assertThat(body.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(body.at("/data/id").asText()).isEqualTo(event.toString());
        assertThat(body.at("/data/title").asText()).isEqualTo("Größe <b>");
        assertThat(body.at("/data/fields").toString()).isEqualTo("{\"amount\":19.90,\"paid\":true,\"who\":\"Ada\"}");
        assertThat(body.at("/data/reason").asText()).isNotBlank();
    }

    @Test
    void signsWithEverySecretWhileTheyAreRotated() {
        destination = add(receiver.address("/hook"), SECRET + " " + OLD_SECRET);

        account.accept("{\"category\":\"sale\",\"title\":\"größer\"}");
        await().until(() -> !receiver.requests().isEmpty());

        Request request = receiver.requests().getFirst();
        assertThat(request.header("webhook-signature").split(" "))
                .containsExactly(signature(SECRET, request), signature(OLD_SECRET, request));
        Instant sent = Instant.ofEpochSecond(Long.parseLong(request.header("webhook-timestamp")));
        assertThat(sent).isBetween(request.at().minusSeconds(5), request.at().plusSeconds(5));
    }

    /** As a receiver does it, from the text of the specification. */
    private static String signature(String secret, Request request) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            String signed =
                    request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body();
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 408, 400, 401, 404})
    void triesAgainUnderTheSameId(int status) {
        receiver.next(Answer.of(status, "no"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = receiver.requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).header("webhook-id"))
                .startsWith("msg_")
                .isEqualTo(requests.get(1).header("webhook-id"));
        assertThat(requests.get(0).body()).isEqualTo(requests.get(1).body());
    }

    @Test
    void waitsAsLongAsItIsTold() {
        receiver.next(Answer.of(429, "").with("Retry-After", "1"));
        receiver.next(Answer.of(503, "").with("Retry-After", "1"));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("delivered") == 1);

        List<Request> requests = receiver.requests();
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at())).isGreaterThan(Duration.ofMillis(950));
        assertThat(Duration.between(requests.get(1).at(), requests.get(2).at())).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void isDisabledWhenItIsGoneAndGoesOnAtANewAddress() {
        receiver.next(Answer.of(410, ""));

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.destination(destination, "status").equals("disabled"));
        assertThat(account.destination(destination, "status_reason"))
                .contains("gone")
                .contains("enter a new one");
        assertThat(account.deliveries("dead")).isEqualTo(1);

        account.accept("{\"category\":\"sale\",\"title\":\"held\"}");
        add(receiver.address("/other"), SECRET);
        hub.jdbc()
                .sql("UPDATE destination SET status = 'active' WHERE id = ?")
                .param(destination)
                .update();

        await().until(() -> account.deliveries("delivered") == 1);
        assertThat(receiver.requests().getLast().path()).isEqualTo("/other");
    }

    @Test
    void followsNoRedirect() {
        var elsewhere = new Receiver(request -> TAKEN);
        try (elsewhere) {
            receiver.next(Answer.of(302, "").with("Location", elsewhere.address("/secret")));

            account.accept("{\"category\":\"sale\"}");
            await().until(() -> account.deliveries("dead") == 1);

            assertThat(elsewhere.requests()).isEmpty();
            assertThat(account.lastDetail()).contains("redirects").contains("HTTP 302");
        }
    }

    @Test
    void callsNoPrivateAddressEvenIfOneWasStored() {
        // 127.0.0.1 is allowed here, the rest of loopback is not.
        String url = receiver.address("127.0.0.2", "/");
        account.addUnchecked("webhook", "main", "{\"url\":\"" + url + "\",\"secrets\":\"" + SECRET + "\"}");

        account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(receiver.requests()).isEmpty();
        assertThat(account.lastDetail())
                .contains(destination.toString())
                .contains("url must not lead into a private network")
                .doesNotContain(url);
    }

    @Test
    void readsAnEndlessAnswerNoFurtherThanNeeded() {
        receiver.next(Answer.of(200, "x".repeat(3_000_000)));

        account.accept("{\"category\":\"sale\"}");

        await().until(() -> account.deliveries("delivered") == 1);
    }

    @Test
    void tellsNoSecretToLogsAndRows(CapturedOutput output) {
        receiver.next(Answer.of(500, "planted-token"));
        receiver.next(Answer.of(302, "").with("Location", "https://example.com/planted-token"));

        UUID event = account.accept("{\"category\":\"sale\"}");
        await().until(() -> account.deliveries("dead") == 1);

        assertThat(account.event(event).toString()).doesNotContain("planted-token");
        assertThat(output.getAll())
                .contains(event.toString())
                .doesNotContain("planted-token")
                .doesNotContain(SECRET.substring(6));
        assertThat(account.destination(destination, "config")).doesNotContain("planted-token");
        assertThat(account.destination(destination, "encode(secret, 'escape')")).doesNotContain("planted-token");
    }
}
