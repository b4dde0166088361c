package io.notifyflow.api;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.notifyflow.account.Access;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.Actor;
import io.notifyflow.account.PagePasses;
import io.notifyflow.account.Scope;
import io.notifyflow.delivery.email.SmtpSettings;
import io.notifyflow.event.EventIds;
import io.notifyflow.identity.Browser;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.ApiContract;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.StripeSignature;
import io.notifyflow.testing.StripeStandIn;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Drives every operation that the document describes; each answer is held against it on the way. */
@HubTest
class OpenApiTest {

    private static final Pattern ROUTE =
            Pattern.compile("uri: platform-http:(/api/v1\\S*)\\s+parameters:\\s+httpMethodRestrict: (\\S+)");

    @Autowired
    Hub hub;

    @Autowired
    SmtpSettings smtp;

    @Autowired
    Accounts accounts;

    @Autowired
    PagePasses passes;

    @Test
    void describesEveryRouteBelowTheApiAndNoOther() throws IOException {
        var routes = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                ROUTE.matcher(Files.readString(file))
                        .results()
                        .forEach(route -> routes.add(route.group(2) + " " + route.group(1)));
            }
        }

        assertThat(ApiContract.described()).isEqualTo(routes);
        assertThat(TestRoutes.FOLDER).exists();
    }

    @Test
    void isServedAsItStands() throws IOException {
        HttpResponse<String> answer = TestAccount.send(
                HttpRequest.newBuilder(hub.address().resolve("/openapi.yaml")).build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(answer.body()).isEqualTo(Files.readString(Path.of("src/main/resources/openapi/openapi.yaml")));
    }

    @Test
    void everyOperationAnswersAsDescribed() {
        TestAccount account = hub.newAccount().asOperator();
        events(account);
        settings(account);
        keysAndSources(account);
        deadLetters(account);
        confirmation(hub.newAccount());
        Stream.of("/api/v1/usage", "/api/v1/audit", "/api/v1/billing", "/api/v1/me")
                .forEach(path -> ok(account.call("GET", path)));
        people(account);
        billing(hub.newAccount("free"));
        operations(hub.newOperator());
        closing(hub.newAccount());
        ok(account.call("GET", "/api/v1/account"));
        ok(account.call("PATCH", "/api/v1/account", "{\"name\":\"renamed\"}"));

        assertThat(ApiContract.operationIds().stream()
                        .filter(operation -> !ApiContract.driven().contains(operation))
                        .collect(Collectors.toSet()))
                .as("operations that were not driven")
                .isEmpty();
    }

    /** Of a recipient of mails. */
    private void confirmation(TestAccount account) {
        var server = new GreenMail(new ServerSetup(smtp.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("hub@notifyflow.example", "hub", "planted-password");
        server.start();
        try {
            JsonNode destination = ok(account.call(
                    "POST",
                    "/api/v1/destinations",
                    "{\"name\":\"mail\",\"type\":\"email\",\"settings\":{\"to\":\"ada@example.com\"}}"));
            ok(account.call(
                    "POST", "/api/v1/destinations/" + destination.path("id").asText() + "/confirmation"));
        } finally {
            server.stop();
        }
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json(answer);
    }

    private static void events(TestAccount account) {
        String id = ok(account.submit(
                        "{\"category\":\"sale\",\"title\":\"One\",\"fields\":{\"amount\":5,\"paid\":true}}"))
                .path("eventId")
                .asText();
        ok(account.call("POST", "/api/v1/events/batch", "[{\"category\":\"sale\"},{\"category\":\"nothing\"}]"));
        ok(account.call("GET", "/api/v1/events/" + id));
        ok(account.call("GET", "/api/v1/events?limit=1"));
        assertThat(account.call("GET", "/api/v1/events/export").statusCode()).isEqualTo(200);
    }

    private static void settings(TestAccount account) {
        JsonNode destination = ok(account.call(
                "POST",
                "/api/v1/destinations",
                "{\"name\":\"d\",\"type\":\"discord-dm\",\"settings\":{\"userId\":\"80351110224678912\"}}"));
        String destinationId = destination.path("id").asText();
        ok(account.call("GET", "/api/v1/destinations"));
        String destinationPath = "/api/v1/destinations/" + destinationId;
        ok(account.call("POST", destinationPath + "/test"));
        ok(account.call("GET", destinationPath));
        ok(account.call("PATCH", destinationPath, "{\"name\":\"e\"}"));
        ok(account.call("POST", destinationPath + "/pause"));
        ok(account.call("POST", destinationPath + "/resume"));
        ok(account.call("GET", destinationPath + "/queue"));
        String category = "/api/v1/categories/"
                + ok(account.call("POST", "/api/v1/categories", "{\"name\":\"deploys\",\"emoji\":\"🚀\"}"))
                        .path("categoryId")
                        .asText();
        ok(account.call("GET", "/api/v1/categories"));
        ok(account.call("GET", category));
        ok(account.call("PUT", category, "{\"name\":\"deploys\"}"));
        ok(account.call("DELETE", category));
        String rule = "{\"name\":\"r\",\"expression\":\"true\",\"destinationId\":\"" + destinationId + "\"}";
        String path = "/api/v1/rules/"
                + ok(account.call("POST", "/api/v1/rules", rule)).path("ruleId").asText();
        ok(account.call("GET", "/api/v1/rules"));
        ok(account.call("GET", path));
        ok(account.call("PUT", path, rule));
        ok(account.call("DELETE", path));
        ok(account.call(
                "POST",
                "/api/v1/rules/trials",
                "{\"expression\":\"category == 'sale'\",\"destinationId\":\"" + destinationId + "\"}"));
        ok(account.call("DELETE", destinationPath));
    }

    private void people(TestAccount account) {
        String link = ok(account.call("POST", "/api/v1/people/sign-in-links"))
                .path("link")
                .asText();
        String path = link.substring(link.indexOf("/sign-in/"));
        new Browser(hub.address())
                .submit(
                        path,
                        path,
                        Map.of("email", account.id() + "@example.com", "password", "a sentence that is long enough"));
        String person = ok(account.call("GET", "/api/v1/people"))
                .path("people")
                .path(0)
                .path("personId")
                .asText();
        ok(account.call("PATCH", "/api/v1/people/" + person, "{\"role\":\"owner\"}"));
        JsonNode invitation =
                ok(account.call("POST", "/api/v1/people", "{\"email\":\"ada@example.com\",\"role\":\"member\"}"));
        ok(account.call("GET", "/api/v1/people"));
        ok(account.call(
                "DELETE", "/api/v1/people/" + invitation.path("invitationId").asText()));
    }

    private void closing(TestAccount account) {
        String pass = passes.issue(new Access(
                accounts.byId(account.id()).orElseThrow(),
                Actor.person(EventIds.next(), "Ada"),
                Set.of(Scope.READ, Scope.MANAGE),
                null));
        ok(account.callWith(pass, "DELETE", "/api/v1/account", "{\"confirm\":\"test\"}"));
    }

    private static void billing(TestAccount account) {
        ok(account.call("POST", "/api/v1/billing/checkout", "{\"plan\":\"pro\"}"));
        ok(account.call("POST", "/api/v1/billing/portal", "{}"));
    }

    private void operations(TestAccount operator) {
        ok(operator.call("GET", "/api/v1/routes"));
        ok(operator.call("GET", "/api/v1/routes/map"));
        ok(operator.call("PATCH", "/api/v1/routes/receipt.list", "{\"running\":true}"));
        String reconciliations = "/api/v1/billing/reconciliations";
        String id = ok(operator.call("POST", reconciliations))
                .path("reconciliationId")
                .asText();
        ok(operator.call("GET", reconciliations));
        ok(operator.call("GET", reconciliations + "/" + id));
        String event = "{\"id\":\"evt_" + operator.id()
                + "\",\"object\":\"event\",\"type\":\"checkout.session.completed\",\"data\":{}}";
        ok(TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/webhooks/stripe"))
                .header(
                        "Stripe-Signature",
                        StripeSignature.header(
                                StripeStandIn.WEBHOOK_SECRET, Instant.now().getEpochSecond(), event))
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build()));
        String receipt = ok(operator.call("GET", "/api/v1/webhook-receipts?state=parked&limit=1"))
                .path("receipts")
                .path(0)
                .path("receiptId")
                .asText();
        ok(operator.call("POST", "/api/v1/webhook-receipts/" + receipt + "/replay"));
    }

    private static void keysAndSources(TestAccount account) {
        String key = "/api/v1/keys/"
                + ok(account.call("POST", "/api/v1/keys", "{\"name\":\"k\",\"scopes\":[\"read\"],\"signed\":true}"))
                        .path("keyId")
                        .asText();
        ok(account.call("GET", "/api/v1/keys"));
        ok(account.call("POST", key + "/rotate"));
        ok(account.call("DELETE", key));
        String source = "/api/v1/sources/"
                + ok(account.call("POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"s\",\"category\":\"bug\"}"))
                        .path("sourceId")
                        .asText();
        ok(account.call("GET", "/api/v1/sources"));
        ok(account.call("GET", source));
        ok(account.call("GET", source + "/requests"));
        ok(account.call("PATCH", source, "{\"name\":\"t\"}"));
        ok(account.call("DELETE", source));
    }

    private void deadLetters(TestAccount account) {
        String webhook = Hub.newWebhookId();
        UUID picky = account.addWebhook("picky", webhook, true);
        UUID spare = account.addWebhook("spare", Hub.newWebhookId(), false);
        // The hub knows the account since long, and hears of its destinations a moment after they are there.
        String resend = "{\"destination\":\"" + spare + "\"}";
        await().until(() -> account.call("POST", "/api/v1/events/" + UUID.randomUUID() + "/deliveries", resend)
                        .statusCode()
                == 404);
        for (int i = 1; i <= 2; i++) {
            int dead = i;
            hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));
            account.accept("{\"category\":\"bug\",\"title\":\"Refused\"}");
            await().until(() -> account.deliveries("dead") == dead);
        }
        ok(account.call(
                "GET",
                "/api/v1/deliveries/"
                        + ok(account.call("GET", "/api/v1/deliveries?status=dead-lettered&limit=1"))
                                .at("/deliveries/0/deliveryId")
                                .asText()));
        JsonNode letters = ok(account.call("GET", "/api/v1/dead-letters?limit=1"));
        ok(account.call("GET", "/api/v1/dead-letters/count"));
        String letter = "/api/v1/dead-letters/"
                + letters.path("deadLetters").path(0).path("deliveryId").asText();
        ok(account.call("GET", letter));
        ok(account.call("POST", letter + "/redrive"));
        String event = "/api/v1/events/"
                + letters.path("deadLetters").path(0).path("eventId").asText();
        ok(account.call("POST", event + "/deliveries", resend));
        JsonNode redrive = ok(account.call(
                "POST", "/api/v1/redrives", "{\"filter\":{\"destination\":\"" + picky + "\"},\"perSecond\":1}"));
        String path = "/api/v1/redrives/" + redrive.path("redriveId").asText();
        ok(account.call("GET", "/api/v1/redrives"));
        ok(account.call("GET", path));
        HttpResponse<String> cancelled = account.call("DELETE", path);
        assertThat(cancelled.statusCode()).as(cancelled.body()).isIn(200, 409);
    }
}
