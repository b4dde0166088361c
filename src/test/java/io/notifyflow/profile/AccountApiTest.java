package io.notifyflow.profile;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Access;
import io.notifyflow.account.Accounts;
import io.notifyflow.account.Actor;
import io.notifyflow.account.PagePasses;
import io.notifyflow.account.Scope;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class AccountApiTest {

    private static final String PATH = "/api/v1/account";

    @Autowired
    Hub hub;

    @Autowired
    Accounts accounts;

    @Autowired
    PagePasses passes;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount("free");
    }

    /** As somebody who has signed in. */
    private String pass(Set<Scope> scopes) {
        return passes.issue(new Access(
                accounts.byId(account.id()).orElseThrow(), Actor.person(EventIds.next(), "Ada"), scopes, null));
    }

    private HttpResponse<String> rename(String etag, String name) {
        return TestAccount.send(account.request(PATH)
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .method("PATCH", BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                .build());
    }

    @Test
    void showsThePlanAndWhatItAllowsAndTakesAnotherName() {
        HttpResponse<String> shown = account.call("GET", PATH);
        String seen = shown.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> renamed = rename(seen, "Shop");
        HttpResponse<String> late = rename(seen, "Other");

        JsonNode before = json(shown);
        assertThat(before.path("plan").asText()).isEqualTo("free");
        assertThat(before.at("/limits/categories").asInt()).isEqualTo(3);
        assertThat(before.path("operator").asBoolean()).isFalse();
        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);
        assertThat(late.statusCode()).isEqualTo(412);
        await().untilAsserted(() -> assertThat(json(account.call("GET", "/api/v1/me"))
                        .at("/account/name")
                        .asText())
                .isEqualTo("Shop"));
        assertThat(json(account.call("GET", "/api/v1/audit?limit=1"))
                        .at("/entries/0/action")
                        .asText())
                .isEqualTo("account.changed");
        assertThat(account.call("PATCH", PATH, "{\"plan\":\"unlimited\"}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void onlyAnOwnerClosesItAndSaysItsName() {
        String reader = json(account.call("POST", "/api/v1/keys", "{\"name\":\"r\",\"scopes\":[\"read\"]}"))
                .path("key")
                .asText();
        String confirmed = "{\"confirm\":\"test\"}";

        assertThat(account.callWith(reader, "PATCH", PATH, "{\"name\":\"x\"}").statusCode())
                .isEqualTo(403);
        assertThat(account.call("DELETE", PATH, confirmed).statusCode()).isEqualTo(403);
        assertThat(account.callWith(pass(Set.of(Scope.READ)), "DELETE", PATH, confirmed)
                        .statusCode())
                .isEqualTo(403);
        String owner = pass(Set.of(Scope.READ, Scope.MANAGE));
        assertThat(account.callWith(owner, "DELETE", PATH, "{\"confirm\":\"Test\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(account.call("GET", PATH).statusCode()).isEqualTo(200);

        HttpResponse<String> closed = account.callWith(owner, "DELETE", PATH, confirmed);

        assertThat(closed.statusCode()).as(closed.body()).isEqualTo(200);
        await().until(() -> account.call("GET", PATH).statusCode() == 401);
    }

    @Test
    void theOperatorsAccountStays() {
        account.asOperator();
        await().until(() -> accounts.byId(account.id()).orElseThrow().operator());

        HttpResponse<String> refused =
                account.callWith(pass(Set.of(Scope.READ, Scope.MANAGE)), "DELETE", PATH, "{\"confirm\":\"test\"}");

        assertThat(refused.statusCode()).isEqualTo(409);
    }

    @Test
    void onlyOperatorsSeeTheRoutesOfTheHub() {
        HttpResponse<String> refused = account.call("GET", "/api/v1/routes");
        account.asOperator();

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("type").asText()).endsWith(":operator-only");
        await().until(() -> account.call("GET", "/api/v1/routes").statusCode() == 200);
    }
}
