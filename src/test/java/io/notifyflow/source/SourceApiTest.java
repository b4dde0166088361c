package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
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
                "{'type':'nothing','name':'x'}                   | type     | alertmanager, cloudevents, github, gitlab",
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
}
