package io.notifyflow.category;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class CategoryApiTest {

    private static final String PATH = "/api/v1/categories";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void aNewCategoryTakesEventsAndADeletedOneDoesNot() {
        HttpResponse<String> made = create("{\"name\":\"deploys\",\"color\":\"#00ff88\",\"emoji\":\"🚀\"}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).path("color").asText()).isEqualTo("#00FF88");
        String path = made.headers().firstValue("Location").orElseThrow();
        await().untilAsserted(() -> assertThat(post("deploys")).isEqualTo(202));

        assertThat(account.call("DELETE", path).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(post("deploys")).isEqualTo(404));
        assertThat(account.call("GET", path).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> create(String body) {
        return account.call("POST", PATH, body);
    }

    private int post(String category) {
        return account.submit("{\"category\":\"" + category + "\"}").statusCode();
    }

    @Test
    void itsOwnDestinationsTakeTheDefaultsPlace() {
        account.addWebhook("general", Hub.newWebhookId(), true);
        UUID own = account.addWebhook("deploys", Hub.newWebhookId(), false);

        HttpResponse<String> made = create("{\"name\":\"deploys\",\"destinations\":[\"" + own + "\"]}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        await().untilAsserted(() -> assertThat(post("deploys")).isEqualTo(202));
        UUID event = account.accept("{\"category\":\"deploys\"}");
        await().untilAsserted(
                        () -> assertThat(account.event(event).path("deliveries").findValuesAsText("destinationId"))
                                .containsExactly(own.toString()));
    }

    @Test
    void whoChangesWhatAnotherHasChangedIsTold() {
        HttpResponse<String> made = create("{\"name\":\"deploys\"}");
        String path = made.headers().firstValue("Location").orElseThrow();
        String seen = made.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> first = put(path, seen, "{\"name\":\"deploys\",\"emoji\":\"🚀\"}");
        HttpResponse<String> second = put(path, seen, "{\"name\":\"deploys\",\"emoji\":\"🛠\"}");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(json(account.call("GET", path)).path("emoji").asText()).isEqualTo("🚀");
        assertThat(put(path, first.headers().firstValue("ETag").orElseThrow(), "{\"name\":\"deploys\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(account.call("GET", path)).has("emoji")).isFalse();
    }

    private HttpResponse<String> put(String path, String etag, String body) {
        return TestAccount.send(account.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void aPlanHasOnlySoManyHoweverManyAskAtOnce() {
        TestAccount free = hub.newAccount("free");
        int there = json(free.call("GET", PATH)).path("categories").size();

        long made = IntStream.range(0, 20)
                .mapToObj(number ->
                        CompletableFuture.supplyAsync(() -> free.call("POST", PATH, "{\"name\":\"c" + number + "\"}")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 201)
                .count();

        JsonNode list = json(free.call("GET", PATH));
        assertThat(list.path("limit").asInt()).isEqualTo(3);
        assertThat(there + made).isEqualTo(Math.max(3, there));
        assertThat(list.path("categories")).hasSize((int) (there + made));
        HttpResponse<String> refused = free.call("POST", PATH, "{\"name\":\"more\"}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("type").asText()).endsWith(":category-limit");
    }

    @Test
    void aCategoryOrDestinationOfAnotherAccountIsNone() {
        TestAccount stranger = hub.newAccount();
        UUID foreign = stranger.addWebhook("theirs", Hub.newWebhookId(), true);
        String path =
                create("{\"name\":\"mine\"}").headers().firstValue("Location").orElseThrow();

        assertThat(stranger.call("GET", path).statusCode()).isEqualTo(404);
        assertThat(stranger.call("PUT", path, "{\"name\":\"taken\"}").statusCode())
                .isEqualTo(404);
        assertThat(stranger.call("DELETE", path).statusCode()).isEqualTo(404);
        assertThat(create("{\"name\":\"x\",\"destinations\":[\"" + foreign + "\"]}")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | 422 | name is required",
                "{'name':'two words'}                      | 422 | A-Z a-z 0-9 -",
                "{'name':'x','color':'red'}                | 422 | #RRGGBB",
                "{'name':'x','destinations':'all'}         | 422 | list of at most",
                "{'name':'x','account':'other'}            | 422 | account is unknown",
                "{'name':'SALE'}                           | 409 | category named",
                "{'name':                                  | 400 | JSON",
            })
    void refusesWhatMakesNoCategory(String body, int status, String why) {
        HttpResponse<String> refused = create(body.replace('\'', '"'));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(why);
    }

    @Test
    void changesStandInTheAuditLog() {
        String path = create("{\"name\":\"deploys\"}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        account.call("DELETE", path);

        JsonNode page = json(account.call("GET", "/api/v1/audit?limit=1"));
        assertThat(page.path("entries").path(0).path("action").asText()).isEqualTo("category.deleted");
        JsonNode next = json(
                account.call("GET", "/api/v1/audit?cursor=" + page.path("next").asText()));
        assertThat(next.path("entries").path(0).path("action").asText()).isEqualTo("category.created");
        assertThat(next.has("next")).isFalse();
        assertThat(account.call("GET", "/api/v1/audit?page=2").statusCode()).isEqualTo(400);
        assertThat(TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/api/v1/audit"))
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }
}
