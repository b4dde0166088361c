package io.notifyflow.identity;

import static io.notifyflow.testing.ProviderHubTest.PROVIDER;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.EventIds;
import io.notifyflow.testing.Alternations;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.OidcServer;
import io.notifyflow.testing.ProviderHubTest;
import io.notifyflow.testing.TestAccount;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProviderHubTest
class PersonSeenAtOnceTest {

    @Autowired
    Hub hub;

    @Test
    void aRoleAndARemovalHoldFromTheAnswerOn() throws Exception {
        TestAccount account = hub.newAccount();
        add(account, PROVIDER.newUser(), "owner");
        OidcServer.User user = PROVIDER.newUser();
        UUID person = add(account, user, "member");
        String token = PROVIDER.sign(PROVIDER.access(user).build());
        Alternations.run(round -> {
            assertThat(role(account, person, "owner")).isEqualTo(200);
            assertThat(account.callWith(token, "PATCH", "/api/v1/account", "{\"name\":\"name " + round + "\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(json(account.callWith(token, "GET", "/api/v1/account"))
                            .path("name")
                            .asText())
                    .isEqualTo("name " + round);
            assertThat(role(account, person, "member")).isEqualTo(200);
            assertThat(account.callWith(token, "PATCH", "/api/v1/account", "{\"name\":\"no\"}")
                            .statusCode())
                    .isEqualTo(403);
        });
        account.call("DELETE", "/api/v1/people/" + person);

        assertThat(account.callWith(token, "GET", "/api/v1/me").statusCode()).isEqualTo(401);
    }

    private static int role(TestAccount account, UUID person, String role) {
        return account.call("PATCH", "/api/v1/people/" + person, "{\"role\":\"" + role + "\"}")
                .statusCode();
    }

    private UUID add(TestAccount to, OidcServer.User user, String role) {
        UUID person = EventIds.next();
        hub.jdbc()
                .sql("INSERT INTO person (id, account_id, email, name, role) VALUES (?, ?, ?, 'Ada', ?)")
                .params(person, to.id(), user.email(), role)
                .update();
        hub.jdbc()
                .sql("INSERT INTO person_identity (id, person_id, provider, subject) VALUES (?, ?, 'provider', ?)")
                .params(EventIds.next(), person, user.subject())
                .update();
        return person;
    }
}
