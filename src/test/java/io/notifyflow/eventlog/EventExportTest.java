package io.notifyflow.eventlog;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class EventExportTest {

    private static final String PATH = "/api/v1/events/export";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private HttpResponse<String> export(String query) {
        HttpResponse<String> answer = account.call("GET", PATH + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void settle(TestAccount of) {
        await().until(() -> !json(of.call("GET", "/api/v1/events")).toString().contains("\"accepted\""));
    }

    @Test
    void everyFieldThatAnyEventHasIsAColumn() {
        account.accept(
                "{\"category\":\"sale\",\"title\":\"One, \\\"quoted\\\"\",\"fields\":{\"amount\":-5,\"plan\":\"PRO\"}}");
        account.accept(
                "{\"category\":\"bug\",\"title\":\"=1+1\",\"description\":\"a\\nb\",\"fields\":{\"host\":\"@SUM(A1)\"}}");
        settle(account);

        HttpResponse<String> answer = export("");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"events-\\d{4}-\\d\\d-\\d\\d\\.csv\"");
        assertThat(answer.headers().firstValue("Authorization")).isEmpty();
        List<String> lines = List.of(answer.body().split("\r\n"));
        assertThat(lines.getFirst())
                .isEqualTo("eventId,acceptedAt,timestamp,category,status,title,description,url,emoji,"
                        + "fields.amount,fields.host,fields.plan");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).endsWith(",bug,unrouted,'=1+1,\"a\nb\",,,,'@SUM(A1),");
        assertThat(lines.get(2)).endsWith(",sale,unrouted,\"One, \"\"quoted\"\"\",,,,-5,,PRO");
    }

    @Test
    void followsTheFiltersOfTheSearch() {
        account.accept("{\"category\":\"sale\",\"title\":\"Ada\"}");
        account.accept("{\"category\":\"bug\",\"title\":\"Bob\"}");
        settle(account);

        List<JsonNode> lines = export("?format=ndjson&category=SALE")
                .body()
                .lines()
                .map(TestAccount::json)
                .toList();

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().path("title").asText()).isEqualTo("Ada");
        assertThat(export("?q=bob").body()).contains("Bob").doesNotContain("Ada");
        assertThat(export("?to=2020-01-01T00:00:00Z").body().lines()).hasSize(1);
        assertThat(hub.newAccount().call("GET", PATH).body().lines()).hasSize(1);
    }

    private void fill(int events) {
        hub.jdbc()
                .sql(
                        """
                        INSERT INTO event (id, account_id, category, title, fields)
                        SELECT CAST(left(CAST(uuid7_floor(now() - least(make_interval(secs => i),
                                        now() - date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')) AS text), 14) || '7'
                                    || substr(md5(CAST(:account AS text) || i), 1, 3) || '-8' || substr(md5('b' || i), 1, 3) || '-'
                                    || substr(md5(CAST(:account AS text) || i), 1, 12) AS uuid), :account, 'sale', 'number ' || i,
                               json_build_object('n', i, 'f' || i % 10, repeat('x', 200))
                        FROM generate_series(1, :events) i
                        """)
                .param("account", account.id())
                .param("events", events)
                .update();
    }

    private void empty() {
        hub.jdbc()
                .sql("DELETE FROM event WHERE account_id = ?")
                .param(account.id())
                .update();
    }

    @Test
    void writesFiftyThousandEventsAndMore() {
        fill(50_000);
        try {
            String csv = export("?format=csv").body();
            String ndjson = export("?format=ndjson").body();

            assertThat(csv.lines()).hasSize(50_001);
            assertThat(csv.lines().findFirst().orElseThrow())
                    .endsWith("fields.f0,fields.f1,fields.f2,fields.f3,fields.f4,"
                            + "fields.f5,fields.f6,fields.f7,fields.f8,fields.f9,fields.n");
            assertThat(csv.lines().skip(1).map(line -> line.substring(0, 36)).distinct())
                    .hasSize(50_000);
            assertThat(ndjson.lines()).hasSize(50_000);
        } finally {
            empty();
        }
    }

    @Test
    void aClientThatGoesAwayLeavesItsPlaceToOthers() throws Exception {
        fill(50_000);
        try {
            for (int i = 0; i < 8; i++) {
                leaveAtOnce();
            }
            await().untilAsserted(() -> assertThat(account.call("GET", PATH + "?to=2020-01-01T00:00:00Z")
                            .statusCode())
                    .isEqualTo(200));
        } finally {
            empty();
        }
    }

    private void leaveAtOnce() throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> answer =
                    client.send(account.request(PATH + "?format=ndjson").build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(body.read()).isNotNegative();
            }
            client.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"?format=xml | csv or ndjson", "?limit=5 | limit is unknown", "?from=x | from must be a time"})
    void refusesAParameterThatMakesNoSense(String query, String why) {
        HttpResponse<String> refused = account.call("GET", PATH + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(why);
    }
}
