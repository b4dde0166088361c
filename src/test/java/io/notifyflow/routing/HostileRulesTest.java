package io.notifyflow.routing;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A tenant's rule costs no other tenant anything, however it is written. */
@HubTest
class HostileRulesTest {

    @Autowired
    Hub hub;

    TestAccount account;
    UUID destination;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        destination = account.addWebhook("main", Hub.newWebhookId(), true);
    }

    private ObjectNode body(String expression) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("expression", expression)
                .put("destinationId", destination.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title.matches('((x{1000}){1000}){1000}')",
                "title.matches('(?:(?:x{1000}|y{1000}){0,1000})')",
                "description.matches('([a-z]{1000}){1000}')",
                "title.matches('(x{1000})(?i){1000}')",
                "fields.exists(f, fields[f].matches('((x{1000}){1000}){1000}'))",
                "[description].exists(a, [a+a].exists(b, [b+b].exists(c, [c+c].exists(d, [d+d].exists(e, [e+e].exists(f, size(f+f) > 0))))))",
            })
    void isRefusedWhenItIsSavedAndWhenItIsTried(String expression) {
        HttpResponse<String> saved = account.call(
                "POST", "/api/v1/rules", body(expression).put("name", "hostile").toString());
        HttpResponse<String> tried =
                account.call("POST", "/api/v1/rules/trials", body(expression).toString());

        for (HttpResponse<String> answer : new HttpResponse[] {saved, tried}) {
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(json(answer).at("/errors/0/member").asText()).isEqualTo("expression");
            assertThat(json(answer).at("/errors/0/message").asText()).contains("at most", "Use ");
        }
        assertThat(json(account.call("GET", "/api/v1/rules")).path("rules")).isEmpty();
    }

    @Test
    void manyCostlyRulesDelayNoOthersEvents() {
        for (int i = 0; i < 100; i++) {
            String expression = "description.matches('(a|aa|aaa)*b" + i + "')"
                    + " || fields.exists(f, fields[f].matches(fields.p + '" + i + "'))";
            assertThat(account.call(
                                    "POST",
                                    "/api/v1/rules",
                                    body(expression).put("name", "r" + i).toString())
                            .statusCode())
                    .isEqualTo(201);
        }
        TestAccount other = hub.newAccount();
        other.addWebhook("main", Hub.newWebhookId(), true);
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("category", "sale").put("description", "a".repeat(8000));
        event.putObject("fields").put("p", "((x{1000}){1000}){1000}").put("q", "a".repeat(2000));
        for (int i = 0; i < 20; i++) {
            account.accept(event.toString());
        }

        UUID delivered = other.accept("{\"category\":\"sale\"}");

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        other.event(delivered).path("status").asText())
                .isEqualTo("delivered"));
        assertThat(account.call(
                                "POST",
                                "/api/v1/rules/trials",
                                body("description.matches('(a|aa)*b')").toString())
                        .statusCode())
                .isEqualTo(200);
    }
}
