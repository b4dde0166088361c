package io.notifyflow.apikey;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.KeyForm;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class KeyApiTest {

    private static final String EVENTS = "POST\n/api/v1/events";

    private static final String EVENT = "{\"category\":\"sale\",\"title\":\"Signed\"}";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void showsAKeyOnceAndKeepsItsHashOnly() {
        HttpResponse<String> made =
                account.call("POST", "/api/v1/keys", "{\"name\":\"Shop\",\"scopes\":[\"send\",\"read\"]}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String key = json(made).path("key").asText();
        assertThat(new KeyForm("nfk_").fits(key)).isTrue();
        JsonNode listed = listed(json(made).path("keyId").asText());
        assertThat(listed.path("name").asText()).isEqualTo("Shop");
        assertThat(listed.path("scopes").toString()).isEqualTo("[\"send\",\"read\"]");
        assertThat(listed.path("hint").asText()).isEqualTo(key.substring(0, 8) + "…");
        assertThat(listed.toString()).doesNotContain(key);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM api_key WHERE api_key::text LIKE '%' || ? || '%'")
                        .param(key.substring(8))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private JsonNode listed(String keyId) {
        for (JsonNode key : json(account.call("GET", "/api/v1/keys")).path("keys")) {
            if (key.path("keyId").asText().equals(keyId)) {
                return key;
            }
        }
        throw new AssertionError(keyId + " is not listed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send   | POST   | /api/v1/events                                        | 202",
                "send   | GET    | /api/v1/keys                                          | 403",
                "send   | GET    | /api/v1/events/01a20381-9bfe-754e-bd69-35623dffdf8c    | 403",
                "send   | DELETE | /api/v1/keys/01a20381-9bfe-754e-bd69-35623dffdf8c      | 403",
                "read   | POST   | /api/v1/events                                        | 403",
                "read   | POST   | /api/v1/events/batch                                  | 403",
                "read   | GET    | /api/v1/keys                                          | 200",
                "read   | POST   | /api/v1/redrives                                      | 403",
                "manage | POST   | /api/v1/events                                        | 403",
                "manage | GET    | /api/v1/keys                                          | 403",
                "manage | DELETE | /api/v1/keys/01a20381-9bfe-754e-bd69-35623dffdf8c      | 404",
            })
    void aKeyMayDoWhatItsScopesSay(String scope, String method, String path, int status) {
        String key = make("[\"" + scope + "\"]", "").path("key").asText();

        HttpResponse<String> answer = method.equals("GET") || method.equals("DELETE")
                ? account.callWith(key, method, path)
                : account.callWith(key, method, path, EVENT);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"insufficient_scope\"");
            assertThat(json(answer).path("type").asText()).endsWith(":insufficient-scope");
        }
    }

    private JsonNode make(String scopes, String more) {
        HttpResponse<String> made =
                account.call("POST", "/api/v1/keys", "{\"name\":\"A key\",\"scopes\":" + scopes + more + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        JsonNode made = make("[\"send\"]", "");
        String key = made.path("key").asText();
        assertThat(post(key)).isEqualTo(202);

        assertThat(account.call("DELETE", "/api/v1/keys/" + made.path("keyId").asText())
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(post(key)).isEqualTo(401));
        assertThat(account.call("DELETE", "/api/v1/keys/" + made.path("keyId").asText())
                        .statusCode())
                .isEqualTo(404);
    }

    private int post(String key) {
        return account.callWith(key, "POST", "/api/v1/events", EVENT).statusCode();
    }

    @Test
    void anExpiredKeyIsRefused() {
        JsonNode made = make("[\"send\"]", ",\"expiresAt\":\"" + Instant.now().plusMillis(1500) + "\"");
        String key = made.path("key").asText();
        assertThat(post(key)).isEqualTo(202);

        await().untilAsserted(() -> assertThat(post(key)).isEqualTo(401));
    }

    @Test
    void aReplacedKeyOpensUntilTheOverlapEnds() {
        JsonNode old = make("[\"send\"]", "");
        String path = "/api/v1/keys/" + old.path("keyId").asText() + "/rotate";

        JsonNode successor = json(account.call("POST", path, "{\"overlap\":\"PT2S\"}"));

        assertThat(post(successor.path("key").asText())).isEqualTo(202);
        assertThat(post(old.path("key").asText())).isEqualTo(202);
        assertThat(listed(old.path("keyId").asText()).path("replacedBy")).isEqualTo(successor.path("keyId"));
        assertThat(account.call("POST", path, "{\"overlap\":\"PT2S\"}").statusCode())
                .as("it has a successor")
                .isEqualTo(404);
        await().untilAsserted(() -> assertThat(post(old.path("key").asText())).isEqualTo(401));
        assertThat(post(successor.path("key").asText())).isEqualTo(202);
    }

    @Test
    void tellsWhenAKeyWasLastUsed() {
        JsonNode made = make("[\"send\"]", "");
        assertThat(listed(made.path("keyId").asText()).has("lastUsedAt")).isFalse();

        assertThat(post(made.path("key").asText())).isEqualTo(202);

        await().untilAsserted(() -> assertThat(Instant.parse(
                        listed(made.path("keyId").asText()).path("lastUsedAt").asText("1970-01-01T00:00:00Z")))
                .isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'scopes':['send']}                                                   | name is required",
                "{'name':'x'}                                                          | scopes is required",
                "{'name':'x','scopes':[]}                                              | one or more of send, read, manage",
                "{'name':'x','scopes':['send','root']}                                 | one or more of send, read, manage",
                "{'name':'x','scopes':['send'],'plan':'pro'}                           | plan is unknown",
                "{'name':'x','scopes':['send'],'expiresAt':'2020-01-01T00:00:00Z'}     | in the future",
                "{'name':'x','scopes':['send'],'expiresAt':'soon'}                     | a moment such as",
                "{'name':'x','scopes':['send'],'signed':'yes'}                         | true or false",
                "[]                                                                    | must be a JSON object",
            })
    void refusesWhatMakesNoKey(String body, String why) {
        HttpResponse<String> refused = account.call("POST", "/api/v1/keys", body.replace('\'', '"'));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("message").asText()).contains(why);
    }

    @Test
    void aKeyOfAnotherAccountIsNoKey() {
        JsonNode made = make("[\"send\"]", "");
        TestAccount stranger = hub.newAccount();
        String path = "/api/v1/keys/" + made.path("keyId").asText();

        assertThat(stranger.call("DELETE", path).statusCode()).isEqualTo(404);
        assertThat(stranger.call("POST", path + "/rotate").statusCode()).isEqualTo(404);
        assertThat(stranger.call("DELETE", path).body())
                .isEqualTo(stranger.call("DELETE", "/api/v1/keys/" + UUID.randomUUID())
                        .body());
        assertThat(post(made.path("key").asText())).isEqualTo(202);
    }

    @Test
    void aSigningKeyLetsSignedRequestsInOnceEach() throws GeneralSecurityException {
        JsonNode made = make("[\"send\"]", ",\"signed\":true");
        String secret = made.path("signingSecret").asText();
        assertThat(secret).startsWith("whsec_");
        long now = Instant.now().getEpochSecond();
        String right = sign(secret, "msg_1", now, EVENTS, EVENT);

        assertThat(signed(made, "msg_1", now, right, EVENT)).isEqualTo(202);
        assertThat(signed(made, "msg_1", now, right, EVENT)).as("replayed").isEqualTo(401);
        assertThat(signed(made, "msg_2", now, right, EVENT)).as("another id").isEqualTo(401);
        assertThat(signed(
                        made,
                        "msg_3",
                        now,
                        sign(secret, "msg_3", now, EVENTS, EVENT),
                        EVENT.replace("Signed", "Sigmed")))
                .as("another body")
                .isEqualTo(401);
        assertThat(signed(made, "msg_4", now - 301, sign(secret, "msg_4", now - 301, EVENTS, EVENT), EVENT))
                .as("too old")
                .isEqualTo(401);
        assertThat(signed(made, "msg_5", now + 302, sign(secret, "msg_5", now + 302, EVENTS, EVENT), EVENT))
                .as("from the future")
                .isEqualTo(401);
        assertThat(signed(
                        made,
                        "msg_6",
                        now,
                        sign(secret, "msg_6", now, EVENTS, EVENT).replace("v2,", "v3,"),
                        EVENT))
                .as("another version")
                .isEqualTo(401);
        assertThat(signed(made, "msg_7", now, "", EVENT)).as("empty").isEqualTo(401);
        assertThat(post(made.path("key").asText())).as("unsigned").isEqualTo(401);
        assertThat(signed(made, "msg_8", now, "v2,AAAA " + sign(secret, "msg_8", now, EVENTS, EVENT), EVENT))
                .as("several")
                .isEqualTo(202);
    }

    @Test
    void aSignatureIsForOneMethodAndOnePath() throws GeneralSecurityException {
        JsonNode made = make("[\"send\",\"read\",\"manage\"]", ",\"signed\":true");
        String secret = made.path("signingSecret").asText();
        long now = Instant.now().getEpochSecond();
        String events = sign(secret, "msg_1", now, EVENTS, EVENT);
        String key = "{\"name\":\"x\",\"scopes\":[\"read\"]}";

        assertThat(sent(made, "POST", "/api/v1/events?x=1", "msg_1", now, events, EVENT))
                .as("another query")
                .isEqualTo(401);
        assertThat(sent(made, "POST", "/api/v1/events/batch", "msg_1", now, events, EVENT))
                .as("another path")
                .isEqualTo(401);
        assertThat(sent(made, "PUT", "/api/v1/events", "msg_1", now, events, EVENT))
                .as("another method")
                .isEqualTo(401);
        assertThat(sent(made, "POST", "/api/v1/keys", "msg_2", now, v1(secret, "msg_2", now, key), key))
                .as("version 1, which covers neither")
                .isEqualTo(401);
        assertThat(sent(
                        made,
                        "POST",
                        "/api/v1/keys",
                        "msg_3",
                        now,
                        sign(secret, "msg_3", now, "POST\n/api/v1/keys", key),
                        key))
                .isEqualTo(201);
        assertThat(sent(
                        made,
                        "GET",
                        "/api/v1/me?x=1",
                        "msg_4",
                        now,
                        sign(secret, "msg_4", now, "GET\n/api/v1/me?x=1", ""),
                        null))
                .isEqualTo(200);
        assertThat(signed(made, "msg_1", now, events, EVENT))
                .as("nothing was used up")
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/no-such-path, 404",
        "PUT, /api/v1/events, 405",
        "POST, /api/v1/events, 415",
    })
    void aSignedRequestIsUsedUpWhateverItsAnswer(String method, String path, int status)
            throws GeneralSecurityException {
        JsonNode made = make("[\"send\",\"read\",\"manage\"]", ",\"signed\":true");
        long now = Instant.now().getEpochSecond();
        String signature = sign(made.path("signingSecret").asText(), "msg_1", now, method + "\n" + path, EVENT);

        assertThat(typed(made, method, path, "msg_1", now, signature, "text/csv"))
                .isEqualTo(status);
        assertThat(typed(made, method, path, "msg_1", now, signature, "text/csv"))
                .as("again")
                .isEqualTo(401);
    }

    private static String sign(String secret, String id, long time, String target, String body)
            throws GeneralSecurityException {
        return "v2," + hmac(secret, id + "\n" + time + "\n" + target + "\n" + body);
    }

    private static String v1(String secret, String id, long time, String body) throws GeneralSecurityException {
        return "v1," + hmac(secret, id + "." + time + "." + body);
    }

    private static String hmac(String secret, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private int signed(JsonNode key, String id, long time, String signature, String body) {
        return sent(key, "POST", "/api/v1/events", id, time, signature, body);
    }

    private int sent(
            JsonNode key, String method, String path, String id, long time, String signature, @Nullable String body) {
        return status(key, method, path, id, time, signature, body, body == null ? null : "application/json");
    }

    private int typed(JsonNode key, String method, String path, String id, long time, String signature, String type) {
        return status(key, method, path, id, time, signature, EVENT, type);
    }

    private int status(
            JsonNode key,
            String method,
            String path,
            String id,
            long time,
            String signature,
            @Nullable String body,
            @Nullable String type) {
        var request = HttpRequest.newBuilder(hub.address().resolve(path))
                .header("Authorization", "Bearer " + key.path("key").asText())
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(time))
                .header("webhook-signature", signature)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return TestAccount.send(request.build()).statusCode();
    }

    @Test
    void changesAreWrittenDownWithWhoMadeThem() {
        JsonNode made = make("[\"read\"]", "");
        account.call("DELETE", "/api/v1/keys/" + made.path("keyId").asText());

        assertThat(hub.jdbc()
                        .sql(
                                """
                                SELECT action || ' by ' || actor_kind || ' ' || actor_name FROM audit_entry
                                WHERE account_id = ? ORDER BY id
                                """)
                        .param(account.id())
                        .query(String.class)
                        .list())
                .containsExactly("key.created by key test", "key.revoked by key test");
    }
}
