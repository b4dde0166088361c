package io.notifyflow.routing;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class RuleApiTest {

    private static final String PATH = "/api/v1/rules";

    @Autowired
    Hub hub;

    TestAccount account;
    UUID main;
    UUID big;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        main = account.addWebhook("main", Hub.newWebhookId(), true);
        big = account.addWebhook("big", Hub.newWebhookId(), false);
    }

    private String rule(String expression, boolean enabled) {
        return "{\"name\":\"big sales\",\"expression\":\"%s\",\"destinationId\":\"%s\",\"enabled\":%s}"
                .formatted(expression, big, enabled);
    }

    @Test
    void aRuleIsFollowedUntilItIsDisabled() {
        HttpResponse<String> made = account.call("POST", PATH, rule("fields.amount > 1000", true));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String path = made.headers().firstValue("Location").orElseThrow();
        await().untilAsserted(() ->
                assertThat(destinations(5000)).containsExactlyInAnyOrder(main.toString(), big.toString()));
        assertThat(destinations(5)).containsExactly(main.toString());

        HttpResponse<String> changed = TestAccount.send(account.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", made.headers().firstValue("ETag").orElseThrow())
                .PUT(BodyPublishers.ofString(rule("fields.amount > 1000", false)))
                .build());

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(destinations(5000)).containsExactly(main.toString()));
        assertThat(account.call("DELETE", path).statusCode()).isEqualTo(200);
        assertThat(json(account.call("GET", PATH)).path("rules")).isEmpty();
    }

    private java.util.List<String> destinations(int amount) {
        UUID event = account.accept("{\"category\":\"sale\",\"fields\":{\"amount\":" + amount + "}}");
        await().until(() -> !account.event(event).path("deliveries").isEmpty());
        return account.event(event).path("deliveries").findValuesAsText("destinationId");
    }

    @Test
    void aTrialTellsWhatWouldHaveGoneElsewhereAndSendsNothing() {
        UUID large = account.accept("{\"category\":\"sale\",\"title\":\"Large\",\"fields\":{\"amount\":5000}}");
        account.accept("{\"category\":\"sale\",\"title\":\"Small\",\"fields\":{\"amount\":5}}");
        account.accept("{\"category\":\"bug\"}");

        HttpResponse<String> tried = account.call(
                "POST",
                PATH + "/trials",
                "{\"expression\":\"fields.amount > 1000\",\"destinationId\":\"" + big + "\"}");

        assertThat(tried.statusCode()).as(tried.body()).isEqualTo(200);
        JsonNode outcome = json(tried);
        assertThat(outcome.path("events").asInt()).isEqualTo(3);
        assertThat(outcome.path("matched").asInt()).isEqualTo(1);
        assertThat(outcome.path("changed").asInt()).isEqualTo(1);
        JsonNode change = outcome.path("changes").path(0);
        assertThat(change.path("eventId").asText()).isEqualTo(large.toString());
        assertThat(change.path("today")).hasSize(1);
        assertThat(change.path("then")).hasSize(2);
        assertThat(json(account.call("GET", PATH)).path("rules")).isEmpty();
    }

    @Test
    void aTrialMayStandInAnothersPlace() {
        String path = account.call("POST", PATH, rule("fields.amount > 10", true))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await().untilAsserted(() -> assertThat(destinations(50)).hasSize(2));

        JsonNode outcome = json(account.call(
                "POST",
                PATH + "/trials",
                "{\"expression\":\"fields.amount > 1000\",\"destinationId\":\"%s\",\"replaces\":\"%s\",\"events\":1}"
                        .formatted(big, path.substring(path.lastIndexOf('/') + 1))));

        assertThat(outcome.path("matched").asInt()).isZero();
        assertThat(outcome.path("changes").path(0).path("today")).hasSize(2);
        assertThat(outcome.path("changes").path(0).path("then")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fields.amount >              | expression is not valid",
                "1 + 1                        | expression is not valid",
                "nobody == 1                  | undeclared reference",
            })
    void refusesAnExpressionThatIsNone(String expression, String why) {
        HttpResponse<String> refused = account.call("POST", PATH, rule(expression.strip(), true));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains(why);
    }

    @Test
    void aRuleOrDestinationOfAnotherAccountIsNone() {
        String path = account.call("POST", PATH, rule("true", true))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        TestAccount stranger = hub.newAccount();

        assertThat(stranger.call("GET", path).statusCode()).isEqualTo(404);
        assertThat(stranger.call("DELETE", path).statusCode()).isEqualTo(404);
        assertThat(stranger.call("POST", PATH, rule("true", true)).statusCode()).isEqualTo(422);
        assertThat(stranger.call(
                                "POST", PATH + "/trials", "{\"expression\":\"true\",\"destinationId\":\"" + big + "\"}")
                        .statusCode())
                .isEqualTo(422);
    }
}
