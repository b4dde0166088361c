package io.notifyflow.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import io.notifyflow.testing.TestRoutes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Edits the files of a running hub, as operators, their editors and Kubernetes do. */
@HubTest
class LiveRoutesTest {

    private static final Duration LIVE = Duration.ofSeconds(20);
    private static final Path LIVING = TestRoutes.FOLDER.resolve("living");
    private static final Path FILE = LIVING.resolve("greet.camel.yaml");

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    Hub hub;

    @Autowired
    RouteVersions versions;

    private TestAccount account;

    @BeforeEach
    void begin() throws IOException {
        account = hub.newAccount().asOperator();
        Files.createDirectories(LIVING);
    }

    @AfterEach
    void end() throws IOException {
        try (var files = Files.walk(LIVING)) {
            for (Path file : files.filter(path -> !Files.isDirectory(path)).toList()) {
                Files.delete(file);
            }
        }
        await().atMost(LIVE).untilAsserted(() -> assertThat(versions.live().keySet())
                .noneMatch(path -> path.startsWith("living/")));
        await().atMost(LIVE).untilAsserted(() -> assertThat(versions.refusals()).isEmpty());
    }

    @Test
    void anAddedFileIsLiveAndADeletedOneIsGone() throws IOException {
        Files.writeString(FILE, greeting("hello"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 hello"));

        Files.writeString(FILE, greeting("good evening"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 good evening"));

        Files.delete(FILE);
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).startsWith("404"));
    }

    @Test
    void aRenamedFileGoesOnWithoutAGap() throws IOException {
        Files.writeString(FILE, greeting("hello"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 hello"));

        try (var load = new Load(() -> greet().startsWith("200"))) {
            Files.move(FILE, LIVING.resolve("welcome.camel.yaml"));
            await().atMost(LIVE).untilAsserted(() -> assertThat(versions.live().keySet())
                    .contains("living/welcome.camel.yaml")
                    .doesNotContain("living/greet.camel.yaml"));
            load.assertNoFailure();
        }
    }

    @Test
    void takesWhatEditorsWriteByRenaming() throws IOException {
        Files.writeString(FILE, greeting("hello"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 hello"));

        Path swap = Files.writeString(LIVING.resolve(".greet.camel.yaml.swp"), greeting("renamed"));
        Files.move(swap, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 renamed"));
    }

    @Test
    void waitsForTheRestOfAFileThatIsBeingWritten() throws IOException {
        String whole = greeting("whole");
        Files.writeString(FILE, whole.substring(0, whole.length() / 2));
        await().atMost(LIVE).until(() -> !versions.refusals().isEmpty());

        Files.writeString(FILE, whole);

        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 whole"));
        await().atMost(LIVE).until(() -> versions.refusals().isEmpty());
    }

    @Test
    void followsKubernetesSwappingTheFolderBehindLinks() throws IOException {
        Path first = Files.createDirectory(LIVING.resolve("..first"));
        Files.writeString(first.resolve("greet.camel.yaml"), greeting("first"));
        Path data = Files.createSymbolicLink(LIVING.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(FILE, Path.of("..data", "greet.camel.yaml"));
        try {
            await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 first"));

            Path second = Files.createDirectory(LIVING.resolve("..second"));
            Files.writeString(second.resolve("greet.camel.yaml"), greeting("second"));
            Path next = Files.createSymbolicLink(LIVING.resolve("..data_tmp"), Path.of("..second"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 second"));
        } finally {
            Files.deleteIfExists(FILE);
            Files.deleteIfExists(data);
        }
    }

    record Bad(String name, String text, String problem, int line) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> badFiles() {
        return List.of(
                new Bad("broken syntax", greeting("x").replace("steps:", "steps: ]"), "no YAML", 10),
                new Bad("an empty file", "", "holds no route", 1),
                new Bad("an empty route", "- route:\n", "route is empty", 1),
                new Bad("no id", greeting("x").replace("id: living.greet\n", "nodePrefixId: a\n"), "has no id", 2),
                new Bad("an unknown step", greeting("x").replace("setBody:", "setBodi:"), "does not know", 11),
                new Bad("a component that is not allowed", sending("exec:ls"), "exec is not allowed", 13),
                new Bad("a component that is not there", sending("seda:x?nonsense=1"), "nonsense", 13),
                new Bad("an unknown bean", with("bean:\n            ref: nobody"), "nobody", 14),
                new Bad(
                        "an unknown method",
                        with("bean:\n            ref: routeFilesAnswers\n            method: sing"),
                        "sing",
                        15),
                new Bad("a missing setting", sending("log:{{no.such.setting}}"), "no.such.setting", 13),
                new Bad(
                        "a missing target",
                        sending("direct:ingest.anser"),
                        "No route starts at direct:ingest.anser",
                        13),
                new Bad(
                        "another's id",
                        greeting("x").replace("living.greet", "deadletter.list"),
                        "belongs to a route of dead-letters/list-dead-letters",
                        2),
                new Bad(
                        "another's path",
                        greeting("x").replace("/api/v1/living", "/api/v1/dead-letters"),
                        "starts at platform-http:/api/v1/dead-letters already",
                        6),
                new Bad(
                        "an unknown configuration",
                        greeting("x").replace("routeConfigurationId: http", "routeConfigurationId: htp"),
                        "Nothing defines htp",
                        1));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesABadEditWhileTheGoodRouteRuns(Bad bad) throws IOException {
        Files.writeString(FILE, greeting("good"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 good"));

        Files.writeString(FILE, bad.text());

        await().atMost(LIVE)
                .untilAsserted(() -> assertThat(versions.refusals()).containsKey("living/greet.camel.yaml"));
        RouteFileError error = versions.refusals()
                .getOrDefault("living/greet.camel.yaml", List.of())
                .getFirst();
        assertThat(error.toString()).contains(bad.problem());
        assertThat(error.line()).isEqualTo(bad.line());
        assertThat(error.advice()).isNotBlank();
        assertThat(greet()).isEqualTo("200 good");
        assertThat(routesAnswer()).contains(bad.problem());

        Files.writeString(FILE, greeting("mended"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 mended"));
        await().atMost(LIVE).until(() -> versions.refusals().isEmpty());
    }

    @Test
    void exchangesOnTheirWayFinishOnTheOldRoute() throws IOException {
        Files.writeString(FILE, slow("old"));
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 old"));

        CompletableFuture<String> underWay = CompletableFuture.supplyAsync(this::greet);
        await().atMost(LIVE).until(() -> live("living/greet.camel.yaml").inFlight() == 1);
        Files.writeString(FILE, greeting("new"));
        await().atMost(LIVE)
                .until(() ->
                        live("living/greet.camel.yaml").outline().file().text().contains("new"));

        assertThat(greet()).isEqualTo("200 new");
        assertThat(underWay.join()).isEqualTo("200 old");
    }

    @Test
    void noRequestFailsWhileTheFileThatAcceptsEventsIsEdited() throws IOException {
        Path accept = TestRoutes.FOLDER.resolve("pipeline/accept-event.camel.yaml");
        String shipped = Files.readString(accept);
        var unused = account.addWebhook("sandbox", Hub.newWebhookId(), true);
        try (var load = new Load(() -> account.submit("{\"category\":\"sale\"}").statusCode() == 202)) {
            for (int edit = 1; edit <= 5; edit++) {
                String changed = shipped.replace("description: ", "description: Edit " + edit + ". ");
                Files.writeString(accept, changed);
                awaitLive("pipeline/accept-event.camel.yaml", changed);
            }
            load.assertNoFailure();
        } finally {
            Files.writeString(accept, shipped);
            awaitLive("pipeline/accept-event.camel.yaml", shipped);
        }
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM event WHERE account_id = ?")
                        .param(account.id())
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void theCoreOfThePipelineIsNotDeletedByMistake() throws IOException {
        Path accept = TestRoutes.FOLDER.resolve("pipeline/accept-event.camel.yaml");
        String shipped = Files.readString(accept);
        Files.delete(accept);
        try {
            await().atMost(LIVE).untilAsserted(() -> assertThat(versions.refusals())
                    .containsKey("pipeline/accept-event.camel.yaml"));
            assertThat(account.submit("{\"category\":\"sale\"}").statusCode()).isEqualTo(202);
        } finally {
            Files.writeString(accept, shipped);
        }
        await().atMost(LIVE).untilAsserted(() -> assertThat(versions.refusals()).isEmpty());
    }

    @Test
    void aChangedTemplateBringsItsRoutesAlong() throws IOException {
        Files.writeString(LIVING.resolve("a-template.camel.yaml"), template("one"));
        Files.writeString(
                FILE,
                """
                - templatedRoute:
                    routeTemplateRef: living.template
                    routeId: living.greet
                    parameters:
                      - name: path
                        value: living
                """);
        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 one"));

        Files.writeString(LIVING.resolve("a-template.camel.yaml"), template("two"));

        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 two"));
    }

    @Test
    void filesThatNeedEachOtherMayComeInAnyOrder() throws IOException {
        Files.writeString(FILE, sending("direct:living.later"));
        await().atMost(LIVE).until(() -> !versions.refusals().isEmpty());

        Files.writeString(
                LIVING.resolve("later.camel.yaml"),
                """
                - route:
                    id: living.later
                    from:
                      uri: direct:living.later
                      steps:
                        - setBody:
                            constant: later
                """);

        await().atMost(LIVE).untilAsserted(() -> assertThat(greet()).isEqualTo("200 later"));
    }

    @Test
    void anOperatorsRuleIsLive() throws IOException {
        Path rules = TestRoutes.FOLDER.resolve("pipeline/route-by-category.camel.yaml");
        String shipped = Files.readString(rules);
        var main = account.addWebhook("main", Hub.newWebhookId(), true);
        var night = account.addWebhook("night-shift", Hub.newWebhookId(), false);
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        try {
            String changed = shipped
                    + rule(
                            "sale",
                            "${body.alsoToBetween('%s', '%s', 'UTC', 'night-shift', 'operator: at night')}"
                                    .formatted(hour(now.minusHours(1)), hour(now.plusHours(1))))
                    + rule(
                            "bug",
                            "${body.alsoToBetween('%s', '%s', 'UTC', 'night-shift', 'operator: at night')}"
                                    .formatted(hour(now.plusHours(2)), hour(now.plusHours(3))))
                    + """
                                  - simple: "${body.category} == 'debug'"
                                    steps:
                                      - bean:
                                          ref: throttle
                                          method: "perMinute(${body}, 2)"
                    """
                            .stripTrailing()
                    + "\n";
            Files.writeString(rules, changed);
            awaitLive("pipeline/route-by-category.camel.yaml", changed);

            assertThat(destinationsOf("sale")).containsExactlyInAnyOrder(main, night);
            assertThat(destinationsOf("bug")).containsExactly(main);
        } finally {
            Files.writeString(rules, shipped);
            awaitLive("pipeline/route-by-category.camel.yaml", shipped);
        }
    }

    private static String rule(String category, String body) {
        return """
                              - simple: "${body.category} == '%s'"
                                steps:
                                  - setBody:
                                      simple: "%s"
                """
                .formatted(category, body);
    }

    private static String hour(LocalTime time) {
        return "%02d:%02d".formatted(time.getHour(), time.getMinute());
    }

    private List<UUID> destinationsOf(String category) throws IOException {
        HttpResponse<String> answer = account.submit("{\"category\":\"" + category + "\"}");
        String event = answer.body().replaceAll(".*\"eventId\":\"([^\"]+)\".*", "$1");
        var found = new ArrayList<UUID>();
        await().atMost(LIVE).until(() -> {
            found.clear();
            found.addAll(hub.jdbc()
                    .sql("SELECT destination_id FROM delivery WHERE event_id = ?")
                    .param(UUID.fromString(event))
                    .query(UUID.class)
                    .list());
            return !found.isEmpty();
        });
        return found;
    }

    private LiveFile live(String path) {
        return Objects.requireNonNull(versions.live().get(path));
    }

    private void awaitLive(String path, String text) {
        await().atMost(LIVE).until(() -> live(path).outline().file().text().equals(text));
    }

    private static String greeting(String text) {
        return """
                - route:
                    id: living.greet
                    description: Greets.
                    routeConfigurationId: http
                    from:
                      uri: platform-http:/api/v1/living
                      parameters:
                        httpMethodRestrict: GET

                      steps:
                        - setBody:
                            constant: %s
                """
                .formatted(text);
    }

    private static String slow(String text) {
        return greeting(text) + "        - delay:\n            constant: \"1500\"\n";
    }

    private static String sending(String uri) {
        return with("to: \"" + uri + "\"");
    }

    private static String with(String step) {
        return greeting("x") + "        - " + step + "\n";
    }

    private static String template(String text) {
        return """
                - routeTemplate:
                    id: living.template
                    parameters:
                      - name: path
                    from:
                      uri: platform-http:/api/v1/{{path}}
                      steps:
                        - setBody:
                            constant: %s
                """
                .formatted(text);
    }

    private String greet() {
        return get("/api/v1/living");
    }

    private String routesAnswer() {
        return get("/api/v1/routes");
    }

    private String get(String path) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(hub.address().resolve(path))
                            .header("Authorization", "Bearer " + account.key())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "failed: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Asks again and again, from several threads. */
    private static final class Load implements AutoCloseable {

        private interface Call {
            boolean succeeds() throws Exception;
        }

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicInteger calls = new AtomicInteger();
        private final ConcurrentLinkedQueue<Object> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Load(Call call) {
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    while (running.get()) {
                        try {
                            calls.incrementAndGet();
                            if (!call.succeeds()) {
                                failures.add("refused");
                            }
                        } catch (Exception e) {
                            failures.add(e);
                        }
                    }
                }));
            }
            await().until(() -> calls.get() > 20);
        }

        void assertNoFailure() {
            int before = calls.get();
            await().until(() -> calls.get() > before + 20);
            assertThat(failures).isEmpty();
        }

        @Override
        public void close() {
            running.set(false);
            threads.forEach(thread -> {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
