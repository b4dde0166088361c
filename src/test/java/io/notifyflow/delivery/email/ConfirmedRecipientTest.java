package io.notifyflow.delivery.email;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Nobody gets notifications by mail who has not asked for them. */
@HubTest
class ConfirmedRecipientTest {

    private static final Pattern LINK = Pattern.compile("/confirm/nfc_\\w+");
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @Autowired
    Hub hub;

    @Autowired
    SmtpSettings smtp;

    GreenMail server;
    TestAccount account;
    String recipient;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        recipient = "stranger-" + UUID.randomUUID() + "@example.com";
        server = new GreenMail(new ServerSetup(smtp.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("hub@notifyflow.example", "hub", "planted-password");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private HttpResponse<String> enter(TestAccount by, String to) {
        return by.call(
                "POST",
                "/api/v1/destinations",
                "{\"name\":\"mail\",\"type\":\"email\",\"default\":true,\"settings\":{\"to\":\"" + to + "\"}}");
    }

    private List<String> mails(String subject) {
        return Stream.of(server.getReceivedMessages())
                .filter(mail -> subject(mail).contains(subject))
                .map(ConfirmedRecipientTest::text)
                .toList();
    }

    private static String subject(MimeMessage mail) {
        try {
            return String.valueOf(mail.getSubject());
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage mail) {
        try {
            return String.valueOf(mail.getContent());
        } catch (IOException | jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String link(int mail) {
        await().until(() -> mails("Confirm notifications").size() > mail);
        Matcher link = LINK.matcher(mails("Confirm notifications").get(mail));
        assertThat(link.find()).isTrue();
        return link.group();
    }

    /** As a browser, which keeps cookies. */
    private HttpResponse<String> browse(HttpClient browser, String path, String... form) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(hub.address().toString().replace("127.0.0.1", "localhost") + path));
        if (form.length > 0) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Origin", "http://localhost:" + hub.address().getPort())
                    .POST(BodyPublishers.ofString("_csrf=" + URLEncoder.encode(form[0], StandardCharsets.UTF_8)));
        }
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    @Test
    void eventsAreHeldUntilTheRecipientConfirms() throws Exception {
        JsonNode entered = json(enter(account, recipient));
        String id = entered.path("id").asText();
        assertThat(entered.path("confirmed").asBoolean(true)).isFalse();
        assertThat(entered.path("status").asText()).isEqualTo("unconfirmed");
        UUID event = account.accept("{\"category\":\"sale\",\"title\":\"Held\"}");
        String link = link(0);
        await().until(() -> account.event(event).path("status").asText().equals("held"));

        // Nothing that the account does opens it, nor does a mail scanner that follows the link.
        assertThat(account.call("POST", "/api/v1/destinations/" + id + "/resume")
                        .statusCode())
                .isEqualTo(409);
        assertThat(account.call("POST", "/api/v1/destinations/" + id + "/test").statusCode())
                .isEqualTo(409);
        account.call("POST", "/api/v1/destinations/" + id + "/pause");
        assertThat(account.call("POST", "/api/v1/destinations/" + id + "/resume")
                        .statusCode())
                .isEqualTo(409);
        enter(account, recipient);
        hub.jdbc()
                .sql("UPDATE destination SET status = 'active' WHERE id = ?::uuid")
                .param(id)
                .update();
        HttpClient browser = browser();
        HttpResponse<String> page = browse(browser, link);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(recipient);
        assertThat(json(account.call("GET", "/api/v1/destinations/" + id))
                        .path("status")
                        .asText())
                .isEqualTo("unconfirmed");
        assertThat(mails("Held")).isEmpty();

        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).isTrue();
        assertThat(browse(browser, link, token.group(1)).statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(mails("Held")).hasSize(1));
        assertThat(json(account.call("GET", "/api/v1/destinations/" + id))
                        .path("confirmed")
                        .asBoolean())
                .isTrue();
        assertThat(browse(browser(), link).statusCode()).isEqualTo(410);
    }

    @Test
    void anotherRecipientConfirmsAnew() {
        UUID id = account.addDestination("email", "mail", java.util.Map.of("to", "ada@example.com"));

        JsonNode changed = json(
                account.call("PATCH", "/api/v1/destinations/" + id, "{\"settings\":{\"to\":\"" + recipient + "\"}}"));

        assertThat(changed.path("status").asText()).isEqualTo("unconfirmed");
        assertThat(link(0)).isNotBlank();
    }

    @Test
    void oneWhoConfirmedOnceForTheAccountIsNotAskedAgain() {
        account.addDestination("email", "before", java.util.Map.of("to", recipient));

        assertThat(json(enter(account, recipient)).path("confirmed").asBoolean())
                .isTrue();
    }

    @Test
    void theOperatorsOwnAccountIsExempt() {
        TestAccount operator = hub.newOperator();

        assertThat(json(enter(operator, recipient)).path("status").asText()).isEqualTo("active");
    }

    @Test
    void theMailIsSentAgainAtABoundedRate() {
        String id = json(enter(account, recipient)).path("id").asText();
        link(0);

        List<Integer> answers = Stream.generate(
                        () -> account.call("POST", "/api/v1/destinations/" + id + "/confirmation"))
                .limit(4)
                .map(HttpResponse::statusCode)
                .toList();

        assertThat(answers).containsExactly(202, 202, 429, 429);
        await().until(() -> mails("Confirm notifications").size() == 3);
    }

    @Test
    void oneRecipientIsNotAskedByManyAccounts() {
        List<Integer> answers = Stream.generate(() -> enter(hub.newAccount(), recipient))
                .limit(7)
                .map(HttpResponse::statusCode)
                .toList();

        assertThat(answers).containsExactly(201, 201, 201, 201, 201, 429, 429);
    }

    @Test
    void testsAreLimitedForEachDestination() {
        UUID id = account.addWebhook("hook", Hub.newWebhookId(), false);

        List<HttpResponse<String>> answers = Stream.generate(
                        () -> account.call("POST", "/api/v1/destinations/" + id + "/test"))
                .limit(6)
                .toList();

        assertThat(answers.stream().map(HttpResponse::statusCode)).containsExactly(202, 202, 202, 202, 202, 429);
        assertThat(answers.getLast().headers().firstValueAsLong("Retry-After")).isPresent();
        assertThat(json(answers.getLast()).path("type").asText()).endsWith(":too-many-tests");
    }
}
