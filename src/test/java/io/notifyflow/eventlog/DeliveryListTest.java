package io.notifyflow.eventlog;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Account;
import io.notifyflow.account.Accounts;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

@HubTest
class DeliveryListTest {

    private static final String PATH = "/api/v1/deliveries";

    @Autowired
    Hub hub;

    @Autowired
    Accounts accounts;

    @Autowired
    NamedParameterJdbcTemplate jdbc;

    TestAccount account;
    String webhook = Hub.newWebhookId();
    UUID main;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        main = account.addWebhook("main", webhook, true);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    private JsonNode list(String query) {
        HttpResponse<String> answer = account.call("GET", PATH + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static List<String> events(JsonNode page) {
        return StreamSupport.stream(page.path("deliveries").spliterator(), false)
                .map(delivery -> delivery.path("eventId").asText())
                .toList();
    }

    private UUID delivered() {
        UUID event = account.accept("{\"category\":\"sale\",\"title\":\"One\"}");
        await().until(() -> account.event(event).path("status").asText().equals("delivered"));
        return event;
    }

    private UUID dead() {
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(400, "{\"code\":50035,\"message\":\"no\"}"));
        UUID event = account.accept("{\"category\":\"bug\"}");
        await().until(() -> account.event(event).path("status").asText().equals("dead-lettered"));
        return event;
    }

    @Test
    void findsByWhatBecameOfThem() {
        UUID delivered = delivered();
        UUID dead = dead();
        account.hold();
        // Changes are heard in their order: who takes this category knows that the destination is held.
        account.addCategory("heard");
        await().until(() -> account.submit("{\"category\":\"heard\"}").statusCode() == 202);
        await().until(() -> account.deliveries("pending") == 1);
        String held = events(list("?limit=1")).getFirst();

        assertThat(events(list(""))).containsExactly(held, dead.toString(), delivered.toString());
        assertThat(events(list("?status=held"))).containsExactly(held);
        assertThat(events(list("?status=pending"))).isEmpty();
        assertThat(events(list("?status=delivered"))).containsExactly(delivered.toString());
        assertThat(events(list("?status=dead-lettered&errorCode=50035"))).containsExactly(dead.toString());
        assertThat(events(list("?status=dead-lettered&errorCode=1"))).isEmpty();
        assertThat(events(list("?httpStatus=400"))).containsExactly(dead.toString());
        assertThat(events(list("?category=SALE"))).containsExactly(delivered.toString());
        assertThat(events(list("?status=held&category=bug"))).isEmpty();
        assertThat(events(list("?event=" + dead))).containsExactly(dead.toString());
        assertThat(events(list("?destination=main&status=delivered"))).containsExactly(delivered.toString());
        assertThat(events(list("?destination=" + UUID.randomUUID()))).isEmpty();
        assertThat(events(list(
                        "?to=" + account.event(delivered).path("acceptedAt").asText())))
                .isEmpty();
        assertThat(list("?status=held").at("/deliveries/0/destination/status").asText())
                .isEqualTo("paused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&status=held", "&status=held&category=sale", "&status=dead-lettered"})
    void pagesRepeatAndLoseNothing(String filter) {
        account.addWebhook("second", Hub.newWebhookId(), true);
        account.addWebhook("third", Hub.newWebhookId(), true);
        account.hold();
        // Routed to all three, whatever the hub knew of the account before.
        await().until(() -> {
            UUID event = account.accept("{\"category\":\"bug\"}");
            await().until(() -> account.event(event).path("status").asText().equals("held"));
            return account.event(event).path("deliveries").size() == 3;
        });
        account.acceptMany(5);
        await().until(() -> account.deliveries("pending") >= 18);
        if (filter.endsWith("dead-lettered")) {
            hub.jdbc()
                    .sql(
                            "UPDATE delivery SET status = 'dead', settled = true, completed_at = now() WHERE account_id = ?")
                    .param(account.id())
                    .update();
        }
        int all = list("?limit=200" + filter).path("deliveries").size();

        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = list("?limit=4" + filter + cursor);
            page.path("deliveries")
                    .forEach(delivery -> seen.add(delivery.path("eventId").asText() + "."
                            + delivery.at("/destination/id").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(all).doesNotHaveDuplicates();
        assertThat(seen.reversed()).isSorted();
        assertThat(all).isGreaterThanOrEqualTo(15);
    }

    @Test
    void showsEveryAttemptItsWaitAndItsAnswer() {
        hub.sandbox().faults().next(webhook, SandboxFault.Answer.json(500, "oops"));
        UUID event = delivered();

        JsonNode delivery = json(account.call(
                "GET",
                PATH + "/"
                        + list("?event=" + event).at("/deliveries/0/deliveryId").asText()));

        assertThat(delivery.path("status").asText()).isEqualTo("delivered");
        assertThat(delivery.path("attempts").asInt()).isEqualTo(2);
        JsonNode history = delivery.path("history");
        assertThat(history.findValuesAsText("httpStatus")).containsExactly("500", "200");
        assertThat(history.findValuesAsText("outcome")).hasSize(2).last().isEqualTo("delivered");
        assertThat(history.at("/1/waitedMs").asLong()).isPositive();
        assertThat(delivery.has("nextAttemptAt")).isFalse();
    }

    @Test
    void saysWhenTheNextAttemptIs() {
        hub.sandbox().faults().always(webhook, SandboxFault.Answer.json(500, "oops"));
        UUID event = account.accept("{\"category\":\"sale\"}");
        await().until(() -> list("?event=" + event + "&status=pending")
                        .at("/deliveries/0/attempts")
                        .asInt()
                > 0);

        JsonNode delivery = list("?event=" + event).at("/deliveries/0");

        assertThat(delivery.path("nextAttemptAt").asText())
                .isGreaterThan(delivery.path("acceptedAt").asText());
        assertThat(delivery.path("error").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?status=lost | status must be one of",
                "?destination=nowhere | destination must be the id or the name",
                "?event=1-1-1-1-1 | event must be an id",
                "?httpStatus=600 | httpStatus must be an HTTP status",
                "?errorCode=x | errorCode must be a number",
                "?cursor=x | cursor must be",
                "?limit=201 | limit must be",
                "?page=2 | page is unknown",
            })
    void refusesAParameterThatMakesNoSense(String query, String why) {
        HttpResponse<String> refused = account.call("GET", PATH + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("message").asText()).contains(why);
    }

    @Test
    void aDeliveryOfAnotherAccountIsNone() {
        UUID event = delivered();
        String id = list("?event=" + event).at("/deliveries/0/deliveryId").asText();
        TestAccount stranger = hub.newAccount();

        assertThat(stranger.call("GET", PATH + "/" + id).statusCode()).isEqualTo(404);
        assertThat(account.call("GET", PATH + "/" + event).statusCode()).isEqualTo(404);
        assertThat(account.call("GET", PATH + "/x").statusCode()).isEqualTo(404);
        assertThat(json(stranger.call("GET", PATH + "?event=" + event)).path("deliveries"))
                .isEmpty();
        assertThat(json(stranger.call("GET", PATH + "?destination=" + main)).path("deliveries"))
                .isEmpty();
    }

    /** Of a hundred thousand deliveries, each question reads those it answers with, along an index. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "status=delivered",
                "status=dead-lettered",
                "status=held",
                "destination=main&limit=200",
                "event=DEEP",
                "cursor=DEEP.MAIN",
                "status=dead-lettered&cursor=DEEP.MAIN"
            })
    void readsAlongAnIndexHoweverManyThereAre(String query) {
        hub.jdbc()
                .sql(
                        """
                        WITH made AS (
                          INSERT INTO event (id, account_id, category, title)
                          SELECT CAST(left(CAST(uuid7_floor(now() - (i / 100000.0) * least(
                                        interval '1 day', now() - date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')) AS text), 14) || '7'
                                      || substr(md5(CAST(:account AS text) || i), 1, 3) || '-8' || substr(md5('b' || i), 1, 3) || '-'
                                      || substr(md5(CAST(:account AS text) || i), 1, 12) AS uuid), :account, 'sale', 'filler'
                          FROM generate_series(1, 100000) i RETURNING id)
                        INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, attempts, started_at,
                                              completed_at, settled)
                        SELECT id, :account, id, CAST(:main AS uuid),
                               CASE WHEN get_byte(decode(right(CAST(id AS text), 2), 'hex'), 0) = 7 THEN 'dead' ELSE 'delivered' END,
                               'test', 1, now(), now(), true FROM made
                        """)
                .param("account", account.id())
                .param("main", main)
                .update();
        hub.jdbc().sql("ANALYZE event").update();
        hub.jdbc().sql("ANALYZE delivery").update();
        try {
            Account known = accounts.byId(account.id()).orElseThrow();
            UUID deep = hub.jdbc()
                    .sql("SELECT id FROM event WHERE account_id = ? ORDER BY id OFFSET 1000 LIMIT 1")
                    .param(account.id())
                    .query(UUID.class)
                    .single();
            DeliveryFilter filter = DeliveryFilter.of(
                    known, query.replace("DEEP", deep.toString()).replace("MAIN", main.toString()));
            var values = filter.parameters();
            values.put("account", account.id());

            List<String> plan = jdbc.queryForList(
                    "EXPLAIN (ANALYZE, BUFFERS, COSTS off, TIMING off) " + DeliveryList.statement(filter),
                    Map.copyOf(values),
                    String.class);

            Matcher pages = Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan.get(1));
            assertThat(pages.find()).as(String.join("\n", plan)).isTrue();
            // Of dead letters PostgreSQL may as well walk back over the latest deliveries until a page is full.
            assertThat(Integer.parseInt(pages.group(1)))
                    .as(String.join("\n", plan))
                    .isLessThan(query.contains("dead") ? 80_000 : 5000);
        } finally {
            hub.jdbc()
                    .sql("DELETE FROM delivery WHERE account_id = ?")
                    .param(account.id())
                    .update();
            hub.jdbc()
                    .sql("DELETE FROM event WHERE account_id = ?")
                    .param(account.id())
                    .update();
        }
    }
}
