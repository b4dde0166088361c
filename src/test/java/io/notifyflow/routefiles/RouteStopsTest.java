package io.notifyflow.routefiles;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Stops routes of a running hub, and starts them again. */
@HubTest
class RouteStopsTest {

    private static final Duration LIVE = Duration.ofSeconds(20);
    private static final String FILE = "stops.camel.yaml";
    private static final String SALE = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    @Autowired
    RouteVersions versions;

    @Autowired
    RouteStops stops;

    @Autowired
    RouteStopNews news;

    private LivingFolder folder;
    private TestAccount operator;

    @BeforeEach
    void begin() throws IOException {
        folder = new LivingFolder(versions);
        operator = hub.newOperator();
    }

    @AfterEach
    void end() throws IOException {
        stops.all().keySet().forEach(this::start);
        folder.close();
    }

    private JsonNode stop(String route) {
        return state(change(route, "{\"running\":false}"));
    }

    private JsonNode start(String route) {
        return state(change(route, "{\"running\":true}"));
    }

    private HttpResponse<String> change(String route, String body) {
        return operator.call("PATCH", "/api/v1/routes/" + route, body);
    }

    private static JsonNode state(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private HttpResponse<String> greet() {
        return operator.call("GET", "/api/v1/stops");
    }

    private static void assertStopped(HttpResponse<String> answer, String route) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:notifyflow:problem:route-stopped");
        assertThat(json(answer).path("message").asText()).contains(route);
    }

    private JsonNode figures(String route) {
        return json(operator.call("GET", "/api/v1/routes"))
                .at("/hub/figures")
                .valueStream()
                .filter(each -> each.path("route").asText().equals(route))
                .findFirst()
                .orElseGet(() -> json("{}"));
    }

    @Test
    void aStoppedRouteAnswersThatItIsStoppedUntilItIsStarted() throws IOException {
        folder.publish(FILE, greeting("hello"));
        assertThat(greet().body()).isEqualTo("hello");

        JsonNode stopped = stop("stops.greet");

        assertThat(stopped.path("running").asBoolean()).isFalse();
        assertThat(stopped.path("actorKind").asText()).isEqualTo("key");
        assertThat(stopped.path("stoppedAt").asText()).isNotBlank();
        assertStopped(greet(), "stops.greet");
        assertThat(json(operator.call("GET", "/api/v1/routes")).path("stopped").findValuesAsText("route"))
                .containsExactly("stops.greet");
        assertThat(start("stops.greet").path("running").asBoolean()).isTrue();
        assertThat(greet().body()).isEqualTo("hello");
    }

    @Test
    void eachChangeStandsInTheAuditLogOnce() throws IOException {
        folder.publish(FILE, greeting("hello"));

        start("stops.greet");
        String since = stop("stops.greet").path("stoppedAt").asText();
        assertThat(stop("stops.greet").path("stoppedAt").asText()).isEqualTo(since);
        start("stops.greet");
        start("stops.greet");

        JsonNode entries = json(operator.call("GET", "/api/v1/audit")).path("entries");
        assertThat(entries.findValuesAsText("action")).containsExactly("route.started", "route.stopped");
        assertThat(entries.path(1).at("/details/route").asText()).isEqualTo("stops.greet");
    }

    @Test
    void isForOperatorsAlone() {
        TestAccount other = hub.newAccount();

        assertThat(other.call("PATCH", "/api/v1/routes/source.json", "{\"running\":false}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(other.call("GET", "/api/v1/routes/map").statusCode()).isEqualTo(403);
        String reading = json(operator.call("POST", "/api/v1/keys", "{\"name\":\"r\",\"scopes\":[\"read\"]}"))
                .path("key")
                .asText();
        assertThat(operator.callWith(reading, "PATCH", "/api/v1/routes/source.json", "{\"running\":false}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(stops.isStopped("source.json")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest.accept", "routing.route", "delivery.attempt", "routefiles.change"})
    void whatTheHubCannotDoWithoutIsNotStopped(String route) {
        HttpResponse<String> refused = change(route, "{\"running\":false}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("type").asText()).endsWith(":route-needed");
        assertThat(start(route).path("running").asBoolean()).isTrue();
    }

    @Test
    void tellsWhatIsWrongWithAChange() {
        assertThat(change("no.such-route", "{\"running\":false}").statusCode()).isEqualTo(404);
        assertThat(change("source.json", "{}").statusCode()).isEqualTo(422);
        assertThat(change("source.json", "{\"running\":\"no\"}").statusCode()).isEqualTo(422);
        assertThat(change("source.json", "{\"running\":false,\"for\":5}").statusCode())
                .isEqualTo(422);
        assertThat(change("source.json", "{").statusCode()).isEqualTo(400);
        assertThat(stops.all()).isEmpty();
    }

    @Test
    void staysStoppedThroughEditsAndWhatTheMemoryForgets() throws IOException {
        folder.publish(FILE, greeting("hello"));
        stop("stops.greet");

        folder.publish(FILE, greeting("changed"));
        assertStopped(greet(), "stops.greet");
        Files.delete(folder.file(FILE));
        await().atMost(LIVE).until(() -> greet().statusCode() == 404);
        folder.publish(FILE, greeting("back"));
        assertStopped(greet(), "stops.greet");
        // What a hub that starts, or one that heard nothing, knows.
        stops.replace(Map.of());
        assertThat(greet().statusCode()).isEqualTo(200);
        news.refresh();
        assertStopped(greet(), "stops.greet");

        start("stops.greet");
        assertThat(greet().body()).isEqualTo("back");
    }

    @Test
    void hearsOfWhatAnotherHubHasStopped() throws IOException {
        folder.publish(FILE, greeting("hello"));

        hub.jdbc()
                .sql(
                        "INSERT INTO route_stop (route_id, actor_kind, actor_name) VALUES ('stops.greet', 'person', 'Ada')")
                .update();
        hub.jdbc().sql("SELECT pg_notify('route_stops', '')").query(row -> {});

        await().atMost(Duration.ofSeconds(5)).until(() -> greet().statusCode() == 503);
    }

    @Test
    void whatIsInARouteEndsAsIfNothingHadHappened() throws IOException {
        folder.publish(FILE, greeting("slow") + "        - delay:\n            constant: \"1500\"\n");
        CompletableFuture<HttpResponse<String>> underWay = CompletableFuture.supplyAsync(this::greet);
        await().atMost(LIVE).until(() -> figures("stops.greet").path("inFlight").asInt() == 1);

        assertThat(stop("stops.greet").path("inFlight").asInt()).isEqualTo(1);

        assertStopped(greet(), "stops.greet");
        assertThat(underWay.join().body()).isEqualTo("slow");
    }

    @Test
    void aRouteThatBeginsByItselfDoesNotWhileItIsStopped() throws IOException {
        folder.publish(FILE, ticking("stops.tick") + ticking("stops.other"));
        await().atMost(LIVE).until(() -> completed("stops.tick") > 3);

        stop("stops.tick");
        assertRests("stops.tick", "stops.other");
        folder.publish(FILE, ticking("stops.tick") + ticking("stops.other") + ticking("stops.third"));
        assertRests("stops.tick", "stops.third");
        // As each hub does from time to time.
        news.refresh();

        long before = completed("stops.tick");
        start("stops.tick");
        await().atMost(LIVE).until(() -> completed("stops.tick") > before + 3);
    }

    @Test
    void aRouteThatBeginsWithAKameletDoesNotWhileItIsStopped() throws IOException {
        folder.publish(
                "stops-clock.kamelet.yaml",
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: stops-clock
                spec:
                  definition:
                    title: Ticks
                  template:
                    from:
                      uri: timer:stops-clock
                      parameters:
                        period: "50"
                      steps:
                        - to: "kamelet:sink"
                """);
        String clock = ticking("stops.clock")
                .replace("timer:stops.clock", "kamelet:stops-clock")
                .replaceAll("(?m)^ *(parameters:|period: \"50\")\n", "");
        folder.publish(FILE, clock + ticking("stops.other"));
        await().atMost(LIVE).until(() -> completed("stops.clock") > 3);

        stop("stops.clock");
        assertRests("stops.clock", "stops.other");
        long before = completed("stops.clock");
        start("stops.clock");
        await().atMost(LIVE).until(() -> completed("stops.clock") > before + 3);
        Files.delete(folder.file(FILE));
        await().atMost(LIVE).until(() -> versions.live("living/" + FILE) == null);
    }

    private long completed(String route) {
        return figures(route).path("completed").asLong();
    }

    /** While another goes on. */
    private void assertRests(String route, String other) {
        await().atMost(LIVE).until(() -> figures(route).path("inFlight").asInt() == 0);
        long before = completed(route);
        long others = completed(other);
        await().atMost(LIVE).until(() -> completed(other) > others + 10);
        assertThat(completed(route)).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void deliveriesWaitForAStoppedRouteAndFollowInTheirOrder() {
        String webhook = Hub.newWebhookId();
        operator.addWebhook("main", webhook, true);
        // From now on the destination's events are handed over in memory.
        operator.accept("{\"category\":\"sale\",\"title\":\"first\"}");
        await().atMost(LIVE).until(() -> operator.deliveries("delivered") == 1);
        int attempts = operator.attempts("delivered");

        stop("deliver.discord-webhook");
        IntStream.range(0, 5).forEach(i -> operator.accept("{\"category\":\"sale\",\"title\":\"waits " + i + "\"}"));
        await().atMost(LIVE).until(() -> operator.deliveries("pending") == 5);
        assertThat(operator.attempts("delivered")).isEqualTo(attempts);
        assertThat(operator.attempts("throttled")).isLessThanOrEqualTo(1);

        start("deliver.discord-webhook");
        await().atMost(LIVE).until(() -> operator.deliveries("delivered") == 6);
        assertThat(operator.deliveries("dead")).isZero();
        assertThat(operator.titles(webhook))
                .containsExactly("first", "waits 0", "waits 1", "waits 2", "waits 3", "waits 4");
    }

    @Test
    void whatDeliveriesGoThroughMayBeStoppedAsWell() {
        operator.addWebhook("main", Hub.newWebhookId(), true);
        stop("discord.call");

        operator.accept(SALE);
        await().atMost(LIVE).until(() -> operator.attempts("throttled") == 1);

        assertThat(operator.lastDetail()).contains("discord.call");
        assertThat(operator.deliveries("pending")).isEqualTo(1);
        assertThat(hub.jdbc()
                        .sql("SELECT failures FROM delivery WHERE account_id = ?")
                        .param(operator.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        start("discord.call");
        hub.jdbc()
                .sql("UPDATE delivery SET next_attempt_at = now() WHERE account_id = ?")
                .param(operator.id())
                .update();
        await().atMost(Duration.ofSeconds(45)).until(() -> operator.deliveries("delivered") == 1);
    }

    @Test
    void aSourceWhoseRouteIsStoppedTakesNothingThatItWouldLose() {
        JsonNode source = json(
                operator.call("POST", "/api/v1/sources", "{\"type\":\"json\",\"name\":\"s\",\"category\":\"bug\"}"));
        String path = source.path("path").asText();
        for (String route : List.of("source.json", "source.receive", "ingest.submit")) {
            stop(route);
            assertStopped(operator.call("POST", path, "{\"title\":\"x\"}"), route);
            start(route);
        }
        assertThat(json(operator.call("GET", "/api/v1/events")).path("events")).isEmpty();
        assertThat(operator.call("POST", path, "{\"title\":\"x\"}").statusCode())
                .isEqualTo(202);
    }

    @Test
    void sourcesOfAStoppedTypeAreNotAskedAndNotPunished() {
        stop("source.rss");
        String feed = polled("{\"type\":\"rss\",\"name\":\"f\",\"category\":\"bug\","
                + "\"settings\":{\"url\":\"https://127.0.0.1:1/feed\"}}");
        String heart = polled(
                "{\"type\":\"heartbeat\",\"name\":\"h\",\"category\":\"bug\"," + "\"settings\":{\"minutes\":\"60\"}}");
        await().atMost(LIVE).until(() -> asked(heart));
        assertThat(asked(feed)).isFalse();

        start("source.rss");
        await().atMost(LIVE).until(() -> asked(feed));
    }

    private String polled(String body) {
        HttpResponse<String> made = operator.call("POST", "/api/v1/sources", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("sourceId").asText();
    }

    private boolean asked(String source) {
        return hub.jdbc()
                .sql("SELECT failures > 0 OR last_polled_at IS NOT NULL FROM source_poll WHERE source_id = ?::uuid")
                .param(source)
                .query(Boolean.class)
                .single();
    }

    @Test
    void countsWhatEachRouteDidAndKeepsTheMessageOfAFailureToItself() throws IOException {
        folder.publish(
                FILE,
                greeting("x")
                        + "        - throwException:\n            message: planted-secret\n"
                        + "            exceptionType: java.lang.IllegalStateException\n");
        assertThat(greet().statusCode()).isEqualTo(500);
        assertThat(greet().statusCode()).isEqualTo(500);

        JsonNode figures = figures("stops.greet");
        assertThat(figures.path("failed").asInt()).isEqualTo(2);
        assertThat(figures.at("/lastFailure/reason").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(figures.at("/lastFailure/exchangeId").asText()).isNotBlank();
        assertThat(figures.toString()).doesNotContain("planted-secret");
        folder.publish(FILE, greeting("x"));
        long completed = figures("stops.greet").path("completed").asLong();
        assertThat(greet().statusCode()).isEqualTo(200);
        assertThat(figures("stops.greet").path("completed").asLong()).isEqualTo(completed + 1);
        assertThat(figures("stops.greet").path("meanMillis").asDouble()).isPositive();
    }

    @Test
    void mapsEveryRouteThatLivesAndWhomItCalls() throws IOException {
        folder.publish(FILE, greeting("x").replace("setBody:\n            constant: x", "to: direct:ingest.submit"));

        JsonNode map = json(operator.call("GET", "/api/v1/routes/map"));

        assertThat(map.path("routes").findValuesAsText("route"))
                .containsAll(PipelineRoutes.NEEDED)
                .contains("stops.greet");
        assertThat(map.path("calls").toString())
                .contains("{\"from\":\"stops.greet\",\"to\":\"ingest.submit\",\"outside\":false,\"decided\":false}")
                .contains("{\"from\":\"delivery.attempt\",\"to\":\"deliver.email\",\"outside\":false,\"decided\":true}")
                .contains("{\"from\":\"deliver.email\",\"to\":\"smtp:hub\",\"outside\":true,\"decided\":false}");
        JsonNode greet = map.path("routes")
                .valueStream()
                .filter(route -> route.path("route").asText().equals("stops.greet"))
                .findFirst()
                .orElseThrow();
        assertThat(greet.path("entrance").asText()).isEqualTo("GET /api/v1/stops");
        assertThat(greet.path("kind").asText()).isEqualTo("entry");
        assertThat(greet.path("description").asText()).isEqualTo("Greets.");
    }

    private static String greeting(String text) {
        return """
                - route:
                    id: stops.greet
                    description: Greets.
                    routeConfigurationId: http
                    from:
                      uri: platform-http:/api/v1/stops
                      parameters:
                        httpMethodRestrict: GET
                      steps:
                        - setBody:
                            constant: %s
                """
                .formatted(text);
    }

    private static String ticking(String id) {
        return """
                - route:
                    id: %s
                    description: Ticks.
                    from:
                      uri: timer:%s
                      parameters:
                        period: "50"
                      steps:
                        - setBody:
                            constant: tick
                """
                .formatted(id, id);
    }
}
