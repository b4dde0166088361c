package io.notifyflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.credential.TestCodes;
import io.notifyflow.identity.Browser;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.ApiContract;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Plants a key and a webhook token, lets everything succeed and fail with them, and searches for them. */
@HubTest
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    @Autowired
    Clock clock;

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void standInNoLogAnswerPageMetricOrRow(CapturedOutput output) {
        TestAccount account = hub.newAccount();
        String webhook = Hub.newWebhookId();
        account.addWebhook("main", webhook, true);
        String token = "token-" + webhook;
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(500, "oops"));
        hub.sandbox().faults().next(webhook, new SandboxFault.ResetConnection());
        hub.sandbox().faults().next(webhook, new SandboxFault.CutBody());

        UUID event = account.accept("{\"category\":\"sale\"}");
        account.submit("{\"category\":");
        await().untilAsserted(() ->
                assertThat(account.event(event).path("status").asText()).isEqualTo("delivered"));

        var places = List.of(
                output.getAll(),
                account.event(event).toString(),
                get("/sandbox"),
                get("/sandbox/messages"),
                get("/actuator/prometheus"),
                camel.getEndpoints().toString(),
                everyRow());
        assertThat(output.getAll()).contains(event.toString());
        assertThat(places)
                .allSatisfy(place -> assertThat(place).isNotEmpty())
                .noneSatisfy(place -> assertThat(place).contains(token))
                .noneSatisfy(place -> assertThat(place).contains(account.key()));
    }

    @Test
    void ofEveryKindStandInNoLogAnswerOrRow(CapturedOutput output) {
        TestAccount account = hub.newAccount();
        Map<String, String> planted = plant(account);

        UUID event = account.accept("{\"category\":\"sale\"}");
        planted.values().forEach(secret -> refusedWith(account, secret));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(account.event(event).findValues("attempts"))
                        .hasSizeGreaterThanOrEqualTo(5)
                        .noneMatch(JsonNode::isEmpty));

        String rows = everyRow();
        var answers = new StringBuilder();
        ApiContract.described().stream()
                .filter(operation -> operation.startsWith("GET "))
                .map(operation -> operation.substring(4).replaceAll("\\{[^}]+}", event.toString()))
                .forEach(path -> answers.append(account.call("GET", path).body()));
        for (String page : List.of("/", "/sandbox", "/sandbox/messages", "/actuator/prometheus", "/openapi.yaml")) {
            answers.append(get(page));
        }
        assertThat(output.getAll()).contains(event.toString());
        assertThat(answers).contains(event.toString());
        assertThat(rows).contains(event.toString());
        planted.forEach((what, secret) -> forms(secret).forEach(form -> {
            assertThat(output.getAll().contains(form)).as("log has " + what).isFalse();
            assertThat(answers.indexOf(form)).as("answers have " + what).isNegative();
            assertThat(rows.contains(form)).as("database has " + what).isFalse();
        }));
    }

    /** Secrets by what they are: given to the hub, or made by it and shown once. */
    private Map<String, String> plant(TestAccount account) {
        var planted = new LinkedHashMap<String, String>();
        planted.put("API key", account.key());
        JsonNode signed =
                made(account, "/api/v1/keys", "{\"name\":\"signed\",\"scopes\":[\"read\",\"send\"],\"signed\":true}");
        planted.put("signing API key", signed.path("key").asText());
        planted.put("signing secret of a key", signed.path("signingSecret").asText());
        JsonNode rotated = made(account, "/api/v1/keys/" + signed.path("keyId").asText() + "/rotate", "{}");
        planted.put("rotated API key", rotated.path("key").asText());
        planted.put("rotated signing secret", rotated.path("signingSecret").asText());
        plantSources(account, planted);
        plantDestinations(account, planted);
        plantPeople(account, planted);
        planted.put("Stripe's key", StripeStandIn.KEY);
        planted.put("Stripe's webhook secret", StripeStandIn.WEBHOOK_SECRET);
        planted.put("Stripe's old webhook secret", StripeStandIn.OLD_WEBHOOK_SECRET);
        planted.put("SMTP password", "planted-password");
        assertThat(planted.values()).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(9));
        return planted;
    }

    private static void plantSources(TestAccount account, Map<String, String> planted) {
        planted.put("source's secret", "planted-source-secret");
        planted.put("mailbox's password", "planted-imap-password");
        JsonNode github = made(
                account,
                "/api/v1/sources",
                """
                {"type":"github","name":"code","category":"bug","secret":"planted-source-secret"}""");
        planted.put("source's key", last(github.path("path").asText()));
        made(
                account,
                "/api/v1/sources",
                """
                {"type":"imap","name":"mail","category":"bug","secret":"planted-imap-password",
                 "settings":{"host":"127.0.0.1","port":1143,"security":"none","user":"ada"}}""");
    }

    private static void plantDestinations(TestAccount account, Map<String, String> planted) {
        String webhook = Hub.newWebhookId();
        account.addWebhook("discord", webhook, true);
        planted.put("Discord's token", "token-" + webhook);
        String nobody = "http://127.0.0.1:9/";
        planted.put("Slack's URL", "planted-slack-path");
        account.addDestination("slack", "slack", Map.of("url", nobody + "planted-slack-path"));
        planted.put("Teams' URL", "planted-teams-path");
        account.addDestination("teams", "teams", Map.of("url", nobody + "planted-teams-path"));
        planted.put("ntfy's token", "tk_plantedNtfyToken");
        account.addDestination(
                "ntfy", "ntfy", Map.of("server", nobody, "topic", "topic", "token", "tk_plantedNtfyToken"));
        planted.put("Telegram's token", "123456:plantedTelegramTokenOfThirtyFiveCh");
        account.addDestination(
                "telegram",
                "telegram",
                Map.of("server", nobody, "token", "123456:plantedTelegramTokenOfThirtyFiveCh", "chat", "42"));
        String signing = "whsec_" + "cGxhbnRlZA".repeat(4) + "AAAA";
        planted.put("webhook's signing secret", signing);
        account.addDestination("webhook", "webhook", Map.of("url", nobody + "hook", "secrets", signing));
    }

    private void plantPeople(TestAccount account, Map<String, String> planted) {
        String email = UUID.randomUUID() + "@example.com";
        String link =
                made(account, "/api/v1/people/sign-in-links", "{}").path("link").asText();
        planted.put("sign-in link", last(link));
        planted.put("password", "a planted quiet sentence");
        var browser = new Browser(hub.address());
        String page = link.substring(link.indexOf("/sign-in/"));
        assertThat(browser.submit(
                                page,
                                page,
                                Map.of("email", email, "name", "Ada", "password", "a planted quiet sentence"))
                        .statusCode())
                .isEqualTo(302);
        assertThat(browser.cookies()).isNotEmpty();
        browser.cookies().forEach((name, value) -> planted.put("cookie " + name, value));
        assertThat(browser.get("/home").statusCode()).isEqualTo(200);
        plantSecondFactors(browser, planted);
        String invitation = made(
                        account,
                        "/api/v1/people",
                        "{\"email\":\"" + UUID.randomUUID() + "@example.com\",\"role\":\"member\"}")
                .path("link")
                .asText();
        planted.put("invitation", last(invitation));
    }

    private void plantSecondFactors(Browser browser, Map<String, String> planted) {
        HttpResponse<String> page = browser.get("/home/security/authenticator");
        String key = find("id=\"key\">([A-Z2-7 ]+)<", page);
        planted.put("secret of an authenticator app", key.replace(" ", ""));
        HttpResponse<String> set = browser.post(
                "/home/security/authenticator",
                Map.of(
                        "_csrf",
                        Browser.formToken(page),
                        "sealed",
                        find("name=\"sealed\" value=\"([^\"]+)\"", page),
                        "code",
                        TestCodes.at(key, clock.instant())),
                "Origin",
                hub.address().toString());
        planted.put("recovery code", find("((?:[A-Z2-7]{4}-){5}[A-Z2-7]{4})", set));
    }

    private static String find(String pattern, HttpResponse<String> page) {
        Matcher found = Pattern.compile(pattern).matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static JsonNode made(TestAccount account, String path, String body) {
        HttpResponse<String> response = account.call("POST", path, body);
        assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(201);
        return TestAccount.json(response);
    }

    /** Where people put secrets by mistake, or to guess. */
    private void refusedWith(TestAccount account, String secret) {
        account.callWith(secret, "GET", "/api/v1/me");
        account.submit("{\"category\":\"sale\",\"" + secret);
        TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/in/github/none"))
                .header("Content-Type", "application/json")
                .header("X-Hub-Signature-256", secret)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }

    /** As it is, in hexadecimal and in Base64 at whatever place it may stand in what is encoded. */
    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        return List.of(
                secret,
                hex,
                hex.toUpperCase(Locale.ROOT),
                inner(Base64.getEncoder(), bytes, 0),
                inner(Base64.getEncoder(), bytes, 1),
                inner(Base64.getEncoder(), bytes, 2),
                inner(Base64.getUrlEncoder(), bytes, 0),
                URLEncoder.encode(secret, StandardCharsets.UTF_8));
    }

    /** The part that does not depend on what stands before and behind. */
    private static String inner(Base64.Encoder encoder, byte[] bytes, int before) {
        byte[] shifted = new byte[bytes.length + before];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String text = encoder.encodeToString(shifted);
        return text.substring(before == 0 ? 0 : 4, shifted.length / 3 * 4);
    }

    private String get(String path) {
        return TestAccount.send(
                        HttpRequest.newBuilder(URI.create(hub.address() + path)).build())
                .body();
    }

    /** Every column of every table as text; bytes in hexadecimal, and as text where they may be some. */
    private String everyRow() {
        var rows = new StringBuilder();
        List<Map<String, Object>> columns = hub.jdbc()
                .sql(
                        """
                        SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
                        JOIN information_schema.tables t USING (table_schema, table_name)
                        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                        """)
                .query()
                .listOfRows();
        assertThat(columns)
                .extracting(column -> column.get("table_name"))
                .contains("api_key", "destination", "event", "delivery_attempt", "person_session", "webhook_receipt");
        for (Map<String, Object> column : columns) {
            String name = "\"" + column.get("column_name") + "\"";
            boolean bytes = "bytea".equals(column.get("data_type"));
            hub.jdbc()
                    .sql("SELECT DISTINCT " + name + "::text" + (bytes ? " || encode(" + name + ", 'escape')" : "")
                            + " FROM \"" + column.get("table_name") + "\" WHERE " + name + " IS NOT NULL")
                    .query(String.class)
                    .list()
                    .forEach(value -> rows.append(value).append('\n'));
        }
        return rows.toString();
    }
}
