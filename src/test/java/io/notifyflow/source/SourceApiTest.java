package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class SourceApiTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void showsTheAddressOnceAndListsWithoutIt() {
        HttpResponse<String> created = TestSource.create(
                account,
                "{\"type\":\"github\",\"name\":\"Our repositories\",\"category\":\"bug\",\"secret\":\"s3cret\"}");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode source = json(created);
        assertThat(source.path("path").asText()).matches("/in/github/nfs_[0-9A-Za-z]{38}");
        JsonNode listed = list().get(0);
        assertThat(listed.path("sourceId")).isEqualTo(source.path("sourceId"));
        assertThat(listed.path("name").asText()).isEqualTo("Our repositories");
        assertThat(listed.path("signed").asBoolean()).isTrue();
        assertThat(listed.path("hint").asText()).matches("nfs_.{4}…");
        assertThat(listed.toString())
                .doesNotContain("s3cret")
                .doesNotContain(source.path("path").asText());
    }

    private JsonNode list() {
        return json(send(account.request("/api/v1/sources").build())).path("sources");
    }

    @Test
    void revokesOnceAndOnlyItsOwn() {
        TestSource source = TestSource.of(account, "json");
        TestAccount stranger = hub.newAccount();

        assertProblem(revoke(stranger, source), 404, "unknown-source");
        assertThat(revoke(account, source).statusCode()).isEqualTo(200);
        assertProblem(revoke(account, source), 404, "unknown-source");
        assertThat(list()).isEmpty();
    }

    private static HttpResponse<String> revoke(TestAccount account, TestSource source) {
        return send(account.request("/api/v1/sources/" + source.id()).DELETE().build());
    }

    @Test
    void aNameIsTakenUntilItIsRevoked() {
        String body = "{\"type\":\"json\",\"name\":\"One\"}";
        String id = json(TestSource.create(account, body)).path("sourceId").asText();

        assertProblem(TestSource.create(account, body.replace("One", "ONE")), 409, "source-exists");
        send(account.request("/api/v1/sources/" + id).DELETE().build());
        assertThat(TestSource.create(account, body).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'nothing','name':'x'}                   | type     | alertmanager, bitbucket, cloudevents, discord",
                "{'name':'x'}                                    | type     | must be one that has a route",
                "{'type':'json'}                                 | name     | is required",
                "{'type':'json','name':' '}                      | name     | must be a text",
                "{'type':'json','name':'x','category':'nope'}    | category | must be one of the account's",
                "{'type':'json','name':'x','secret':7}           | secret   | must be a text",
                "{'type':'json','name':'x','settings':[]}        | settings | must be an object",
                "{'type':'json','name':'x','key':'nfs_mine'}     | key      | is unknown",
                "[]                                              | type     | must be one that has a route",
            })
    void saysWhatIsWrong(String body, String member, String told) {
        HttpResponse<String> response = TestSource.create(account, body.replace('\'', '"'));

        assertProblem(response, 422, "invalid-source");
        assertThat(json(response).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }

    @Test
    void asksForTheAccountsKey() {
        HttpResponse<String> response =
                send(java.net.http.HttpRequest.newBuilder(hub.address().resolve("/api/v1/sources"))
                        .build());

        assertProblem(response, 401, "unauthorized");
    }

    @Test
    void aChangeKeepsTheAddressAndWhatIsNotNamed() {
        HttpResponse<String> created = TestSource.create(
                account,
                "{\"type\":\"github\",\"name\":\"Ours\",\"category\":\"bug\",\"secret\":\"s3cret\",\"settings\":{\"a\":\"b\"}}");
        String path = created.headers().firstValue("Location").orElseThrow();
        String seen = created.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> changed = patch(path, seen, "{\"name\":\"Theirs\"}");
        HttpResponse<String> late = patch(path, seen, "{\"name\":\"Mine\"}");
        HttpResponse<String> open = patch(path, "*", "{\"secret\":null,\"category\":null}");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(json(changed).path("signed").asBoolean()).isTrue();
        assertThat(json(changed).path("hint")).isEqualTo(json(created).path("hint"));
        assertThat(json(changed).at("/settings/a").asText()).isEqualTo("b");
        assertThat(json(open).path("signed").asBoolean()).isFalse();
        assertThat(json(open).has("category")).isFalse();
        assertThat(account.call("GET", path).headers().firstValue("ETag"))
                .isEqualTo(open.headers().firstValue("ETag"));
        JsonNode audit = json(account.call("GET", "/api/v1/audit")).path("entries");
        assertThat(audit.findValuesAsText("action"))
                .containsExactly("source.changed", "source.changed", "source.created");
        assertThat(audit.at("/0/details/changed").toString()).isEqualTo("[\"category\",\"secret\"]");
        assertThat(audit.toString()).doesNotContain("s3cret");
    }

    private HttpResponse<String> patch(String path, String etag, String body) {
        return send(account.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .method("PATCH", BodyPublishers.ofString(body))
                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'gitlab'}          | 422 | type is unknown",
                "{'name':''}                | 422 | name must be a text",
                "{'category':'nope'}        | 422 | category must be one of",
                "{'settings':[]}            | 422 | settings must be an object",
                "{'settings':{'minutes':5}} | 422 | another kind of source",
                "{'name':'OTHER'}           | 409 | a source named",
            })
    void refusesAChangeThatMakesNoSense(String body, int status, String why) {
        TestSource.create(account, "{\"type\":\"json\",\"name\":\"Other\"}");
        String path = TestSource.create(account, "{\"type\":\"json\",\"name\":\"One\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();

        HttpResponse<String> refused = account.call("PATCH", path, body.replace('\'', '"'));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(why);
    }

    @Test
    void aFeedThatIsReadElsewhereBeginsAnew() {
        String path = TestSource.create(
                        account,
                        "{\"type\":\"rss\",\"name\":\"Feed\",\"category\":\"bug\",\"settings\":{\"url\":\"https://127.0.0.1:1/feed\"}}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String id = path.substring(path.lastIndexOf('/') + 1);
        hub.jdbc()
                .sql("UPDATE source_poll SET cursor = '{\"etag\":\"x\"}', next_poll_at = now() + interval '1 day'"
                        + " WHERE source_id = CAST(? AS uuid)")
                .param(id)
                .update();

        assertThat(account.call("PATCH", path, "{\"name\":\"Other feed\"}").statusCode())
                .isEqualTo(200);
        assertThat(cursor(id)).contains("etag");
        HttpResponse<String> moved =
                account.call("PATCH", path, "{\"settings\":{\"url\":\"https://127.0.0.1:1/other\"}}");

        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        assertThat(cursor(id)).doesNotContain("etag");
    }

    private String cursor(String source) {
        return hub.jdbc()
                .sql("SELECT cursor::text FROM source_poll WHERE source_id = CAST(? AS uuid)")
                .param(source)
                .query(String.class)
                .single();
    }

    @Test
    void aSourceOfAnotherAccountIsNoneAndAKeyNeedsTheScope() {
        String path = TestSource.create(account, "{\"type\":\"json\",\"name\":\"One\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        TestAccount stranger = hub.newAccount();
        String reader = json(account.call("POST", "/api/v1/keys", "{\"name\":\"r\",\"scopes\":[\"read\"]}"))
                .path("key")
                .asText();

        assertProblem(stranger.call("GET", path), 404, "unknown-source");
        assertProblem(stranger.call("PATCH", path, "{\"name\":\"Taken\"}"), 404, "unknown-source");
        assertThat(account.callWith(reader, "GET", path).statusCode()).isEqualTo(200);
        assertThat(account.callWith(reader, "PATCH", path, "{\"name\":\"x\"}").statusCode())
                .isEqualTo(403);
        assertThat(account.call("DELETE", path).statusCode()).isEqualTo(200);
        assertProblem(account.call("GET", path), 404, "unknown-source");
        assertThat(json(account.call("GET", "/api/v1/audit?limit=1"))
                        .at("/entries/0/action")
                        .asText())
                .isEqualTo("source.revoked");
    }
}
