package io.notifyflow.identity.sync;

import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import io.notifyflow.account.StandardWebhooks;
import io.notifyflow.identity.Browser;
import io.notifyflow.identity.ProviderBrowser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ProviderHubTest
class UserSyncTest {

    private static final String SECRET = ProviderHubTest.USERS_SECRET;

    @Autowired
    Hub hub;

    private HttpResponse<String> send(String prefix, String id, String time, String signature, String body) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/webhooks/users"))
                .header("Content-Type", "application/json")
                .header(prefix + "-id", id)
                .header(prefix + "-timestamp", time)
                .header(prefix + "-signature", signature)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** As Clerk sends it. */
    private HttpResponse<String> tell(String id, String body) {
        String now = Long.toString(Instant.now().getEpochSecond());
        return send(
                "svix", id, now, StandardWebhooks.sign(SECRET, id, now, body.getBytes(StandardCharsets.UTF_8)), body);
    }

    private String state(String body) {
        HttpResponse<String> told = tell("msg_" + UUID.randomUUID(), body);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        return json(told).path("state").asText();
    }

    private static String user(String type, String subject, String email, String updatedAt) {
        return """
                {"type":"%s","object":"event","data":{"id":"%s","first_name":"Ada","last_name":null,
                 "primary_email_address_id":"e1","updated_at":%s,
                 "email_addresses":[{"id":"e0","email_address":"other@example.com"},
                                    {"id":"e1","email_address":"%s","verification":{"status":"verified"}}]}}
                """
                .formatted(type, subject, updatedAt, email);
    }

    private static String deleted(String subject) {
        return "{\"type\":\"user.deleted\",\"data\":{\"id\":\"" + subject + "\",\"object\":\"user\",\"deleted\":true}}";
    }

    private String person(String subject) {
        return hub.jdbc()
                .sql("SELECT concat_ws(' ', state, email, name, role) FROM person p"
                        + " JOIN person_identity i ON i.person_id = p.id WHERE i.subject = ?")
                .param(subject)
                .query(String.class)
                .optional()
                .orElse("nobody");
    }

    private static String newSubject() {
        return "user_" + UUID.randomUUID();
    }

    @Test
    void aNewUserIsAPersonWithAnAccount() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();

        assertThat(state(user("user.created", user.subject(), "ada@example.com", "1700000000000")))
                .isEqualTo("applied");

        assertThat(person(user.subject())).isEqualTo("active ada@example.com Ada owner");
        HttpResponse<String> me =
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/me"))
                        .header(
                                "Authorization",
                                "Bearer " + PROVIDER.sign(PROVIDER.access(user).build()))
                        .build());
        assertThat(json(me).path("role").asText()).isEqualTo("owner");
    }

    @ParameterizedTest
    @CsvSource({"webhook", "svix"})
    void takesBothNamesOfTheHeaders(String prefix) {
        String subject = newSubject();
        String body = user("user.created", subject, "ada@example.com", "1700000000");
        String now = Long.toString(Instant.now().getEpochSecond());

        int status = send(
                        prefix,
                        "msg_" + subject,
                        now,
                        "v1,AAAA "
                                + StandardWebhooks.sign(
                                        ProviderHubTest.USERS_NEXT_SECRET,
                                        "msg_" + subject,
                                        now,
                                        body.getBytes(StandardCharsets.UTF_8)),
                        body)
                .statusCode();

        assertThat(status).isEqualTo(200);
        assertThat(person(subject)).startsWith("active");
    }

    @ParameterizedTest
    @CsvSource({
        "0, v1, ''",
        "-301, v1, ok",
        "301, v1, ok",
        "0, v2, ok",
        "0, v1, flipped",
        "0, v1, wrong-secret",
        "x, v1, ok",
    })
    void refusesWhatTheProviderDidNotSignJustNow(String shift, String version, String kind) {
        String subject = newSubject();
        String body = user("user.created", subject, "ada@example.com", "1700000000");
        String id = "msg_" + subject;
        String time = shift.equals("x") ? "x" : Long.toString(Instant.now().getEpochSecond() + Long.parseLong(shift));
        String secret = kind.equals("wrong-secret") ? "whsec_" + "d3Jvbmdfc2VjcmV0X3dyb25nX3NlY3JldA==" : SECRET;
        String right = StandardWebhooks.sign(secret, id, time, body.getBytes(StandardCharsets.UTF_8))
                .replaceFirst("v1", version);

        HttpResponse<String> refused = send(
                "svix",
                id,
                time,
                kind.isEmpty() ? "" : right,
                kind.equals("flipped") ? body.replace("Ada", "Eve") : body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("type").asText()).isEqualTo("urn:notifyflow:problem:invalid-signature");
        assertThat(person(subject)).isEqualTo("nobody");
    }

    @Test
    void refusesARequestWithoutHeaders() {
        HttpResponse<String> refused =
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/webhooks/users"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build());

        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void anyOrderAndAnyNumberOfMessagesEndsInTheSame() {
        var random = new Random(7);
        for (int round = 0; round < 10; round++) {
            String subject = newSubject();
            var messages = new ArrayList<>(List.of(
                    user("user.created", subject, "first@example.com", "1700000000000"),
                    user("user.updated", subject, "second@example.com", "1700000001000"),
                    user("user.updated", subject, "third@example.com", "1700000002")));
            messages.addAll(List.copyOf(messages));
            Collections.shuffle(messages, random);

            messages.forEach(this::state);

            assertThat(person(subject)).isEqualTo("active third@example.com Ada owner");
        }
    }

    @Test
    void whoIsDeletedStaysDeletedInAnyOrder() {
        var random = new Random(11);
        for (int round = 0; round < 10; round++) {
            String subject = newSubject();
            var messages = new ArrayList<>(List.of(
                    user("user.created", subject, "first@example.com", "1700000000000"),
                    user("user.updated", subject, "second@example.com", "1700000001000"),
                    deleted(subject)));
            Collections.shuffle(messages, random);

            messages.forEach(this::state);
            assertThat(state(user("user.updated", subject, "late@example.com", "1900000000000")))
                    .isEqualTo("ignored");

            assertThat(person(subject)).matches("deleted (owner|member)");
        }
    }

    @Test
    void oneMessageAHundredTimesHasOneEffect() {
        String subject = newSubject();
        String body = user("user.created", subject, "ada@example.com", "1700000000000");

        List<Integer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = IntStream.range(0, 100)
                    .mapToObj(any -> CompletableFuture.supplyAsync(
                            () -> tell("msg_" + subject, body).statusCode(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }

        assertThat(answers).hasSize(100).containsOnly(200);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM webhook_receipt WHERE provider = 'users' AND event_id = ?")
                        .param("msg_" + subject)
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void anEmptyListOfAddressesIsFine() {
        String subject = newSubject();
        String body = "{\"type\":\"user.created\",\"timestamp\":1700000000,\"data\":{\"id\":\"" + subject
                + "\",\"username\":\"ada\",\"primary_email_address_id\":\"e1\",\"email_addresses\":[]}}";

        assertThat(state(body)).isEqualTo("applied");
        assertThat(person(subject)).isEqualTo("active ada owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{\"type\":\"user.created\",\"data\":{}}",
                "{\"type\":\"user.updated\",\"data\":{\"id\":7}}",
                "{\"type\":\"user.updated\",\"data\":{\"id\":\"u\",\"updated_at\":\"yesterday\"}}",
            })
    void whatCannotBeReadIsParked(String body) {
        String reason = "SELECT reason FROM webhook_receipt WHERE event_id = ? AND state = 'parked'";
        String id = "msg_" + UUID.randomUUID();

        assertThat(tell(id, body).statusCode()).isEqualTo(200);

        assertThat(hub.jdbc().sql(reason).param(id).query(String.class).single())
                .isNotBlank();
    }

    @Test
    void anOperatorHasWhatIsParkedAppliedAgain() {
        TestAccount operator = hub.newAccount();
        hub.jdbc()
                .sql("UPDATE account SET operator = true WHERE id = ?")
                .param(operator.id())
                .update();
        String subject = newSubject();
        String id = "msg_" + subject;
        tell(id, user("user.created", subject, "ada@example.com", "1700000000"));
        // As an earlier version of the hub left it, which could not read it.
        hub.jdbc()
                .sql("UPDATE webhook_receipt SET state = 'parked' WHERE event_id = ?")
                .param(id)
                .update();
        hub.jdbc()
                .sql(
                        """
                        WITH gone AS (DELETE FROM person_identity WHERE subject = ? RETURNING person_id)
                        UPDATE person SET state = 'removed', email = NULL, name = NULL
                        WHERE id IN (SELECT person_id FROM gone)
                        """)
                .param(subject)
                .update();
        String receipt = hub.jdbc()
                .sql("SELECT id::text FROM webhook_receipt WHERE event_id = ?")
                .param(id)
                .query(String.class)
                .single();

        HttpResponse<String> replayed = operator.call("POST", "/api/v1/webhook-receipts/" + receipt + "/replay");

        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        assertThat(person(subject)).startsWith("active");
    }

    @Test
    void whatIsNotAboutUsersIsIgnored() {
        assertThat(state("{\"type\":\"session.created\",\"data\":{\"id\":\"sess_1\"}}"))
                .isEqualTo("ignored");
    }

    @Test
    void theSessionOfADeletedPersonEndsAtOnceAndTheirAccountIsClosed() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = new ProviderBrowser(hub);
        browser.signIn(user);
        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(200);
        UUID account = hub.jdbc()
                .sql("SELECT account_id FROM person p JOIN person_identity i ON i.person_id = p.id WHERE i.subject = ?")
                .param(user.subject())
                .query(UUID.class)
                .single();
        String token = PROVIDER.sign(PROVIDER.access(user).build());
        String key = json(TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/keys"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"k\",\"scopes\":[\"read\"]}"))
                        .build()))
                .path("key")
                .asText();
        assertThat(me(key)).isEqualTo(200);

        assertThat(state(deleted(user.subject()))).isEqualTo("applied");

        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(302);
        assertThat(me(token)).isEqualTo(401);
        await().untilAsserted(() -> assertThat(me(key)).isEqualTo(401));
        HttpResponse<String> refused = new ProviderBrowser(hub).signIn(user);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("deleted at the provider");
        assertThat(hub.jdbc()
                        .sql("SELECT name || ' ' || (closed_at IS NOT NULL) FROM account WHERE id = ?")
                        .param(account)
                        .query(String.class)
                        .single())
                .isEqualTo("Closed account true");
    }

    @Test
    void whoIsBannedIsLetInNoMoreUntilTheyAreNot() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();
        ProviderBrowser browser = new ProviderBrowser(hub);
        browser.signIn(user);
        String token = PROVIDER.sign(PROVIDER.access(user).build());
        assertThat(me(token)).isEqualTo(200);

        assertThat(state(user("user.updated", user.subject(), "ada@example.com", "1900000000000")
                        .replace("\"first_name\"", "\"banned\":false,\"locked\":true,\"first_name\"")))
                .isEqualTo("applied");
        assertThat(browser.browser().get("/home").statusCode())
                .as("who is locked")
                .isEqualTo(200);

        assertThat(state(user("user.updated", user.subject(), "ada@example.com", "1900000001000")
                        .replace("\"first_name\"", "\"banned\":true,\"first_name\"")))
                .isEqualTo("applied");
        assertThat(browser.browser().get("/home").statusCode()).isEqualTo(302);
        assertThat(me(token)).isEqualTo(401);
        HttpResponse<String> refused = new ProviderBrowser(hub).signIn(user);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("banned at the provider");

        assertThat(state(user("user.updated", user.subject(), "ada@example.com", "1900000002000")
                        .replace("\"first_name\"", "\"banned\":false,\"first_name\"")))
                .isEqualTo("applied");
        assertThat(me(token)).isEqualTo(200);
        assertThat(browser.browser().get("/home").statusCode())
                .as("the session that ended")
                .isEqualTo(302);
    }

    @Test
    void aUserWhoIsBannedFromTheStartComesInNeither() throws JOSEException {
        OidcServer.User user = PROVIDER.newUser();

        assertThat(state(user("user.created", user.subject(), "ada@example.com", "1900000001000")
                        .replace("\"first_name\"", "\"banned\":true,\"first_name\"")))
                .isEqualTo("applied");

        assertThat(me(PROVIDER.sign(PROVIDER.access(user).build()))).isEqualTo(401);
        assertThat(new ProviderBrowser(hub).signIn(user).statusCode()).isEqualTo(403);
    }

    private int me(String bearer) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/me"))
                        .header("Authorization", "Bearer " + bearer)
                        .build())
                .statusCode();
    }

    @Test
    void whoIsInvitedGetsNoAccountOfTheirOwn() {
        TestAccount account = hub.newAccount();
        OidcServer.User user = PROVIDER.newUser();
        String link = json(account.call(
                        "POST", "/api/v1/people", "{\"email\":\"" + user.email() + "\",\"role\":\"member\"}"))
                .path("link")
                .asText();

        state(user("user.created", user.subject(), String.valueOf(user.email()), "1700000000000"));
        HttpResponse<String> entered = new ProviderBrowser(hub).signIn(user, link);

        assertThat(Browser.location(entered)).isEqualTo("/home");
        assertThat(json(account.call("GET", "/api/v1/people")).path("people")).hasSize(1);
    }
}
