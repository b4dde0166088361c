package io.notifyflow.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Document;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class DestinationApiTest {

    @Autowired
    Hub hub;

    @Autowired
    CamelContext camel;

    private final Receiver receiver = new Receiver(request -> Answer.of(200, "ok"));

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static HttpResponse<String> enter(TestAccount account, String body) {
        return TestAccount.send(account.request("/api/v1/destinations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode list(TestAccount account) {
        return TestAccount.json(
                TestAccount.send(account.request("/api/v1/destinations").GET().build()));
    }

    private static HttpResponse<String> test(TestAccount account, String id) {
        return TestAccount.send(account.request("/api/v1/destinations/" + id + "/test")
                .POST(BodyPublishers.noBody())
                .build());
    }

    private String slack(String path) {
        return "{\"name\":\"team\",\"type\":\"slack\",\"default\":true,\"settings\":{\"url\":\""
                + receiver.address(path) + "\"}}";
    }

    @Test
    void entersTriesAndChangesADestinationWithoutShowingItsSecret() {
        TestAccount account = hub.newAccount();

        HttpResponse<String> entered = enter(account, slack("/planted"));
        String id = TestAccount.json(entered).path("id").asText();
        HttpResponse<String> tried = test(account, id);
        await().until(() -> !receiver.requests().isEmpty());

        assertThat(entered.statusCode()).isEqualTo(201);
        assertThat(entered.body()).doesNotContain("planted").contains("\"host\":\"127.0.0.1\"");
        assertThat(tried.statusCode()).isEqualTo(202);
        assertThat(receiver.requests().getFirst().body()).contains("It works");
        assertThat(enter(account, slack("/other")).statusCode()).isEqualTo(200);
        assertThat(list(account).path("destinations")).hasSize(1);
        assertThat(list(account).toString()).doesNotContain("planted").doesNotContain("place");
        assertThat(list(account).at("/destinations/0/status").asText()).isEqualTo("active");
    }

    @Test
    void resumesADisabledDestinationAtItsNewAddress() {
        TestAccount account = hub.newAccount();
        enter(account, slack("/gone"));
        receiver.next(Answer.of(404, "no_service"));
        account.accept("{\"category\":\"sale\"}");
        await().until(() -> list(account).at("/destinations/0/status").asText().equals("disabled"));

        assertThat(enter(account, slack("/new")).statusCode()).isEqualTo(200);
        account.accept("{\"category\":\"sale\"}");

        await().until(() -> account.deliveries("delivered") == 1);
    }

    @Test
    void knowsNoDestinationOfAnotherAccount() {
        TestAccount account = hub.newAccount();
        TestAccount other = hub.newAccount();
        String id = TestAccount.json(enter(account, slack("/x"))).path("id").asText();

        assertThat(test(other, id).statusCode()).isEqualTo(404);
        assertThat(test(account, "no-id").statusCode()).isEqualTo(404);
        assertThat(list(other).path("destinations")).isEmpty();
        assertThat(other.deliveries("pending")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"type\":\"slack\",\"settings\":{\"url\":\"http://10.0.0.1/planted\"}} | settings.url",
                "{\"name\":\"a\",\"type\":\"slack\",\"settings\":{}} | settings.url is missing",
                "{\"name\":\"a\",\"type\":\"slack\"} | settings.url is missing",
                "{\"name\":\"a\",\"type\":\"slack\",\"settings\":{\"urls\":\"planted\"}} | settings.urls is unknown",
                "{\"name\":\"a\",\"type\":\"pager\",\"settings\":{}} | type must be one of discord-dm, discord-webhook, email, ntfy, slack, teams",
                "{\"name\":\"a\",\"type\":\"discord-webhook\",\"settings\":{}} | settings.url is missing",
                "{\"name\":\"\",\"type\":\"email\",\"settings\":{\"to\":\"a@b.c\"}} | name must be",
                "{\"name\":\"a\",\"type\":\"email\",\"settings\":{\"to\":\"planted\"}} | settings.to must be one address",
                "{\"name\":\"a\",\"type\":\"email\",\"x\":1,\"settings\":{\"to\":\"a@b.c\"}} | x is unknown",
                "[] | must be a JSON object",
            })
    void saysWhatIsWrongAndRepeatsNothing(String body, String fault) {
        HttpResponse<String> answer = enter(hub.newAccount(), body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(TestAccount.json(answer).path("message").asText()).contains(fault);
        assertThat(answer.body()).contains("invalid-destination").doesNotContain("planted");
    }

    /** docs/add-a-destination.md, as written but for the address of the service. */
    @Test
    void aNewTypeNeedsARouteFileAndNothingElse() throws Exception {
        var document = Document.read("docs/add-a-destination.md");
        String route = document.blocks("yaml").getFirst();
        String body = document.blocks("json").getFirst().replace("https://gotify.example.com", receiver.address(""));
        assertThat(route.lines()).hasSizeLessThan(20);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("gotify.camel.yaml", route));
        try {
            TestAccount account = hub.newAccount();
            HttpResponse<String> entered = enter(account, body);
            assertThat(entered.statusCode()).as(entered.body()).isEqualTo(201);

            account.accept("{\"category\":\"sale\",\"title\":\"A \\\"b\\\"\",\"description\":\"c {title} $1\"}");
            await().until(() -> account.deliveries("delivered") == 1);

            assertThat(receiver.requests().getFirst().header("authorization")).isEqualTo("Bearer AbCdEf123456");
            assertThat(receiver.requests().getFirst().json().toString())
                    .isEqualTo("{\"title\":\"💰 A \\\"b\\\"\",\"message\":\"c {title} $1\\n\",\"priority\":5}");
        } finally {
            camel.getRouteController().stopRoute("deliver.gotify");
            camel.removeRoute("deliver.gotify");
        }
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\": \"{nonsense}\"}', is none of the placeholders", "'{\"a\":', is not JSON"})
    void saysWhatIsWrongWithTheTemplateOfARoute(String template, String fault) throws Exception {
        String route =
                """
                - templatedRoute:
                    routeTemplateRef: http-destination
                    routeId: deliver.wrong
                    parameters:
                      - name: type
                        value: wrong
                      - name: json
                        value: '%s'
                """
                        .formatted(template);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("wrong.camel.yaml", route));
        try {
            TestAccount account = hub.newAccount();
            enter(account, slack("/").replace("slack", "wrong"));

            account.accept("{\"category\":\"sale\"}");
            await().until(() -> account.deliveries("dead") == 1);

            assertThat(account.lastDetail()).contains(fault);
        } finally {
            camel.getRouteController().stopRoute("deliver.wrong");
            camel.removeRoute("deliver.wrong");
        }
    }
}
