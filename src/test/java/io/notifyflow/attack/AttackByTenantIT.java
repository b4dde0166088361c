package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.EventIds;
import io.notifyflow.process.HubOutput;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant with a key of its own, and rows in the database that no hub would write today. */
@ExtendWith(HubOutput.class)
@Timeout(180)
class AttackByTenantIT {

    private static final Duration TIME = Duration.ofSeconds(8);
    private static final String HUGE = "title.matches('((x{1000}){1000}){1000}')";
    private static final String EMPTY_FEED =
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Blog</title></channel></rss>";

    @TempDir
    private static Path folder;

    private static AttackedHub hub;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static UUID destination;

    @BeforeAll
    static void starts() throws Exception {
        hub = new AttackedHub(folder);
        HttpResponse<String> added = send(
                "POST",
                "/api/v1/destinations",
                "{\"name\":\"own\",\"type\":\"discord-webhook\",\"default\":true,"
                        + "\"settings\":{\"url\":\"https://discord.com/api/webhooks/77/token-of-the-attacker\"}}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        destination = UUID.fromString(TestAccount.json(added).path("id").asText());
    }

    @AfterAll
    static void stops() {
        hub.close();
        CLIENT.close();
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(hub.address().resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + hub.attackersKey())
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static ObjectNode rule(String expression) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", "r" + System.nanoTime())
                .put("expression", expression)
                .put("destinationId", destination.toString());
    }

    private static void execute(String statement, Object... parameters) {
        assertThat(hub.jdbc().sql(statement).params(parameters).update())
                .as(statement)
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HUGE,
                "title.matches('(?:(?:x{1000}|y{1000}){0,1000})')",
                "title.matches('([a-z]{999}){999}') || title.matches('([\\\\p{L}]{1000}){1000}')",
                "[description].exists(a, [a+a].exists(b, [b+b].exists(c, [c+c].exists(d, [d+d].exists(e, size(e+e) > 0)))))",
                "description.matches('(a|aa|aaa)*b') || fields.exists(f, fields[f].matches(fields.p))",
            })
    void othersAreServedWhileRulesAreTriedAndSaved(String expression) throws Exception {
        ObjectNode trial = rule(expression);
        trial.remove("name");
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("category", "sale").put("description", "a".repeat(4000));
        event.putObject("fields").put("p", "((x{1000}){1000}){1000}");
        hub.during(() -> {
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end) {
                assertThat(send("POST", "/api/v1/rules/trials", trial.toString())
                                .statusCode())
                        .isIn(200, 422, 429);
                assertThat(send("POST", "/api/v1/rules", rule(expression).toString())
                                .statusCode())
                        .isIn(201, 403, 409, 422, 429);
                assertThat(send("POST", "/api/v1/events", event.toString()).statusCode())
                        .isIn(202, 429);
            }
        });
    }

    @Test
    void othersAreServedWhileThousandsOfSlowFeedsWait() throws Exception {
        var release = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var slow = new Receiver(request -> {
            asked.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.of(200, EMPTY_FEED);
        })) {
            hub.jdbc()
                    .sql(
                            """
                            WITH added AS (
                              INSERT INTO source (id, account_id, type, name, key_hash, hint, settings)
                              SELECT gen_random_uuid(), :account, 'rss', 'flood ' || n, sha256(convert_to('flood' || n, 'UTF8')), 'x',
                                     jsonb_build_object('url', CAST(:url AS text))
                              FROM generate_series(1, 3000) n RETURNING id)
                            INSERT INTO source_poll (source_id, next_poll_at) SELECT id, now() - interval '1 hour' FROM added
                            """)
                    .param("account", hub.attacker())
                    .param("url", slow.address("/feed"))
                    .update();
            try {
                hub.during(() -> {
                    await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() > 0);
                    long end = System.nanoTime() + TIME.toNanos();
                    await().atMost(TIME.plusSeconds(5)).until(() -> System.nanoTime() > end);
                });
            } finally {
                hub.jdbc().sql("DELETE FROM source_poll").update();
                release.countDown();
            }
        }
    }

    @Test
    void othersAreServedWhileDestinationsAreTestedWithoutEnd() throws Exception {
        var limited = new AtomicInteger();
        hub.during(() -> {
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end) {
                HttpResponse<String> answer = send("POST", "/api/v1/destinations/" + destination + "/test", "");
                if (answer.statusCode() == 429) {
                    limited.incrementAndGet();
                }
            }
        });
        assertThat(limited.get()).isPositive();
    }

    /** As a hub of another version, or a hand, may have left them; then the hub is killed and starts again. */
    @Test
    void poisonedRowsOfEveryKindKeepNoOthersFromBeingServed() throws Exception {
        for (String expression : new String[] {HUGE, "title ==", "description.matches('(')"}) {
            execute(
                    "INSERT INTO routing_rule (id, account_id, name, expression, destination_id) VALUES (?, ?, ?, ?, ?)",
                    UUID.randomUUID(),
                    hub.attacker(),
                    "poisoned " + expression.length(),
                    expression,
                    destination);
        }
        execute("UPDATE category SET quiet_days = '{0,99}' WHERE account_id = ?", hub.attacker());
        execute("UPDATE destination SET config = '[1]' WHERE id = ?", destination);
        execute(
                """
                WITH added AS (
                  INSERT INTO source (id, account_id, type, name, key_hash, hint, settings)
                  SELECT gen_random_uuid(), ?, type, 'poisoned ' || type, sha256(convert_to('poisoned' || type, 'UTF8')), 'x',
                         CAST(settings AS jsonb)
                  FROM (VALUES ('rss', '[1]'), ('imap', '{"host":{}}'), ('heartbeat', '{"every":"x"}'), ('nonsense', '"x"'))
                       AS poisoned(type, settings) RETURNING id)
                INSERT INTO source_poll (source_id, next_poll_at) SELECT id, now() - interval '1 hour' FROM added
                """,
                hub.attacker());
        for (String fields : new String[] {"[1]", "{\"a\":1e99999999}", "{}"}) {
            UUID event = EventIds.next();
            execute(
                    "INSERT INTO event (id, account_id, category, title, fields) VALUES (?, ?, 'sale', 'left', ?::json)",
                    event,
                    hub.attacker(),
                    fields);
            execute(
                    "INSERT INTO event_outbox (first_id, last_id, event_ids) VALUES (?, ?, ARRAY[?]::uuid[])",
                    event,
                    event,
                    event);
        }

        hub.during(() -> {
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end) {
                // Each is set aside, and has a line in the log.
                send("POST", "/api/v1/events", "{\"category\":\"sale\"}");
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(250).toNanos());
            }
        });
        hub.killAndStart();
        hub.during(() -> {
            JsonNode sources = TestAccount.json(send("GET", "/api/v1/sources", ""));
            assertThat(sources.path("sources")).isNotEmpty();
        });
    }
}
