package io.notifyflow.identity;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class PeopleApiTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private UUID add(TestAccount to, String role) {
        UUID person = EventIds.next();
        hub.jdbc()
                .sql("INSERT INTO person (id, account_id, subject, email, name, role) VALUES (?, ?, ?, ?, 'Ada', ?)")
                .params(person, to.id(), "subject-" + person, person + "@example.com", role)
                .update();
        return person;
    }

    private List<String> roles() {
        return json(account.call("GET", "/api/v1/people")).path("people").findValuesAsText("role");
    }

    @Test
    void invitesWithALinkThatIsShownOnce() {
        HttpResponse<String> invited =
                account.call("POST", "/api/v1/people", "{\"email\":\"Ada@Example.com\",\"role\":\"member\"}");

        assertThat(invited.statusCode()).as(invited.body()).isEqualTo(201);
        String link = json(invited).path("link").asText();
        String token = link.substring(link.lastIndexOf('/') + 1);
        assertThat(link).startsWith("http://localhost:").contains("/sign-in/link/nfl_");
        JsonNode listed = json(account.call("GET", "/api/v1/people")).path("invitations");
        assertThat(listed).hasSize(1);
        assertThat(listed.toString()).contains("Ada@Example.com").doesNotContain(token);
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM invitation i WHERE i::text LIKE '%' || ? || '%'")
                        .param(token)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":\"nobody\",\"role\":\"member\"} | 422",
                "{\"email\":\"a@example.com\",\"role\":\"king\"} | 422",
                "{\"email\":\"a@example.com\"} | 422",
                "{\"email\":\"a@example.com\",\"role\":\"member\",\"accountId\":\"1\"} | 422",
                "[] | 422",
                "{ | 400",
            })
    void refusesInvitationsThatMakeNoSense(String body, int status) {
        assertThat(account.call("POST", "/api/v1/people", body).statusCode()).isEqualTo(status);
    }

    @Test
    void invitesNobodyWhoIsThereInAnyCase() {
        UUID person = add(account, "owner");

        HttpResponse<String> again = account.call(
                "POST",
                "/api/v1/people",
                "{\"email\":\"" + person.toString().toUpperCase(java.util.Locale.ROOT)
                        + "@EXAMPLE.com\",\"role\":\"member\"}");

        assertThat(again.statusCode()).isEqualTo(409);
    }

    @Test
    void withdrawsAnInvitation() {
        JsonNode invited =
                json(account.call("POST", "/api/v1/people", "{\"email\":\"b@example.com\",\"role\":\"member\"}"));
        String link = invited.path("link").asText();

        HttpResponse<String> withdrawn = account.call(
                "DELETE", "/api/v1/people/" + invited.path("invitationId").asText());

        assertThat(withdrawn.statusCode()).isEqualTo(200);
        String path = link.substring(link.indexOf("/sign-in"));
        assertThat(new Browser(hub.address()).get(path).statusCode()).isEqualTo(410);
    }

    @Test
    void changesRolesAndKeepsAnOwner() {
        UUID owner = add(account, "owner");
        UUID member = add(account, "member");

        assertThat(account.call("PATCH", "/api/v1/people/" + owner, "{\"role\":\"member\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(account.call("DELETE", "/api/v1/people/" + owner).statusCode())
                .isEqualTo(409);
        assertThat(account.call("PATCH", "/api/v1/people/" + member, "{\"role\":\"owner\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(account.call("DELETE", "/api/v1/people/" + owner).statusCode())
                .isEqualTo(200);
        assertThat(roles()).containsExactly("owner");
    }

    @Test
    void keepsAnOwnerWhenAllAreRemovedAtOnce() {
        List<UUID> owners =
                Stream.generate(() -> add(account, "owner")).limit(8).toList();

        owners.stream()
                .map(owner -> CompletableFuture.supplyAsync(() -> account.call("DELETE", "/api/v1/people/" + owner)))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(roles()).containsExactly("owner");
    }

    @Test
    void nothingAboutARemovedPersonStays() {
        add(account, "owner");
        UUID removed = add(account, "member");
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO audit_entry (id, account_id, actor_kind, actor_id, actor_name, action)
                        VALUES (?, ?, 'person', ?, 'Ada', 'key.created')
                        """)
                .params(EventIds.next(), account.id(), removed)
                .update();

        account.call("DELETE", "/api/v1/people/" + removed);

        assertThat(hub.jdbc()
                        .sql("SELECT concat_ws(',', state, email, name) FROM person WHERE id = ?")
                        .param(removed)
                        .query(String.class)
                        .single())
                .isEqualTo("removed");
        assertThat(hub.jdbc()
                        .sql("SELECT action || ' by ' || actor_name FROM audit_entry WHERE account_id = ? ORDER BY id")
                        .param(account.id())
                        .query(String.class)
                        .list())
                .containsExactly("key.created by former person", "person.removed by test");
    }

    @Test
    void showsNobodyOfAnotherAccount() {
        TestAccount other = hub.newAccount();
        UUID foreign = add(other, "member");
        JsonNode invited =
                json(other.call("POST", "/api/v1/people", "{\"email\":\"c@example.com\",\"role\":\"member\"}"));

        HttpResponse<String> missing = account.call("DELETE", "/api/v1/people/" + UUID.randomUUID());

        for (String id :
                List.of(foreign.toString(), invited.path("invitationId").asText(), "no-id")) {
            HttpResponse<String> removed = account.call("DELETE", "/api/v1/people/" + id);
            assertThat(removed.statusCode()).isEqualTo(404);
            assertThat(removed.body()).isEqualTo(missing.body());
            HttpResponse<String> changed = account.call("PATCH", "/api/v1/people/" + id, "{\"role\":\"owner\"}");
            assertThat(changed.body()).isEqualTo(missing.body());
        }
        assertThat(account.call("GET", "/api/v1/people").body()).doesNotContain(foreign.toString());
    }

    @Test
    void saysWhoAsks() {
        JsonNode me = json(account.call("GET", "/api/v1/me"));

        assertThat(me.path("kind").asText()).isEqualTo("key");
        assertThat(me.path("name").asText()).isEqualTo("test");
        assertThat(me.path("account").path("accountId").asText())
                .isEqualTo(account.id().toString());
        assertThat(account.callWith("nfk_wrong", "GET", "/api/v1/me").statusCode())
                .isEqualTo(401);
    }
}
