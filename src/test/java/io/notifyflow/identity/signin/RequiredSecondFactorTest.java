package io.notifyflow.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.identity.Browser;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A hub on which owners need a second factor, and members do not. */
@HubTest
@TestPropertySource(properties = "notifyflow.identity.second-factor=owner")
class RequiredSecondFactorTest {

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home",
                "/home/events",
                "/home/keys",
                "/home/people",
                "/home/live",
                "/home/securityx",
                "/%68ome/keys"
            })
    void whoNeedsOneIsLedToSetItUpFirst(String page) {
        var ada = new SignInSteps(hub, clock);
        Browser owner = ada.owner();

        assertThat(Browser.location(owner.get(page))).isEqualTo("/home/security");
        assertThat(owner.get("/home/security").body()).contains("Your role needs a second factor");
        assertThat(ada.setUpApp(owner).statusCode()).isEqualTo(201);
        assertThat(owner.get("/home/events").statusCode()).isEqualTo(200);
    }

    @Test
    void changesWaitForItToo() {
        var ada = new SignInSteps(hub, clock);
        Browser owner = ada.owner();

        HttpResponse<String> refused =
                owner.submit("/home/security", "/home/keys", Map.of("name", "x", "scopes", "send"));

        assertThat(Browser.location(refused)).isEqualTo("/home/security");
        assertThat(TestAccount.json(ada.account.call("GET", "/api/v1/keys")).toString())
                .doesNotContain("\"x\"");
    }

    @Test
    void theLastOneIsNotRemoved() {
        var ada = new SignInSteps(hub, clock);
        Browser owner = ada.ownerWithApp();

        HttpResponse<String> refused = owner.submit("/home/security", "/home/security/authenticator/remove", Map.of());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(owner.get("/home/events").statusCode()).isEqualTo(200);
    }

    @Test
    void whoNeedsNoneIsAskedForNone() {
        var ada = new SignInSteps(hub, clock);
        ada.owner();
        String invited = "bob-" + UUID.randomUUID() + "@example.com";
        String link = TestAccount.json(ada.account.call(
                        "POST", "/api/v1/people", "{\"email\":\"" + invited + "\",\"role\":\"member\"}"))
                .path("link")
                .asText();
        String path = link.substring(link.indexOf("/sign-in/"));
        Browser member = ada.browser();
        member.submit(path, path, Map.of("password", SignInSteps.PASSWORD));

        assertThat(member.get("/home/events").statusCode()).isEqualTo(200);
    }
}
