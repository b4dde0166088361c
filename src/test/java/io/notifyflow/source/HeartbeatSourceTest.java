package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class HeartbeatSourceTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private PolledSource source(String settings) {
        return PolledSource.of(hub, account, "heartbeat", settings);
    }

    /** As if so much time had passed. */
    private static void pass(PolledSource source, String interval) {
        source.update(
                """
                pinged_at = pinged_at - interval '%1$s', next_poll_at = clock_timestamp(),
                cursor = cursor || jsonb_build_object(
                  'last', to_char((cursor ->> 'last')::timestamptz AT TIME ZONE 'UTC' - interval '%1$s',
                                  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  'scanned', cursor ->> 'scanned')
                """
                        .formatted(interval));
        source.awaitPoll();
    }

    private HttpResponse<String> ping(PolledSource source, String method) {
        return TestAccount.send(HttpRequest.newBuilder(hub.address().resolve(source.path()))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    private static List<String> states(PolledSource source) {
        return source.hub()
                .jdbc()
                .sql("SELECT fields ->> 'state' FROM event WHERE account_id = ? AND category = 'bug' ORDER BY id")
                .param(source.account().id())
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void tellsOnceThatItStaysAwayAndOnceThatItIsBack(String method) {
        PolledSource source = source("{'minutes':5}");

        pass(source, "4 minutes");
        assertThat(states(source)).isEmpty();
        pass(source, "2 minutes");
        source.poll();
        assertThat(states(source)).containsExactly("silent");
        assertThat(source.titles().getFirst()).endsWith("has been silent for 5 minutes");

        HttpResponse<String> answer = ping(source, method);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("status").asText()).isEqualTo("ok");
        await().untilAsserted(() -> assertThat(states(source)).containsExactly("silent", "back"));
        source.awaitPoll();
        pass(source, "6 minutes");
        assertThat(states(source)).containsExactly("silent", "back", "silent");
    }

    @Test
    void isQuietWhilePingsCome() {
        PolledSource source = source("{'minutes':5}");

        for (int i = 0; i < 3; i++) {
            pass(source, "4 minutes");
            assertThat(ping(source, "POST").statusCode()).isEqualTo(200);
        }

        assertThat(states(source)).isEmpty();
        assertThat(source.view().has("lastError")).isFalse();
    }

    @Test
    void watchesTheEventsOfACategory() {
        PolledSource source = source("{'minutes':5,'watch':'Sale'}");
        pass(source, "6 minutes");
        assertThat(states(source)).containsExactly("silent");
        assertThat(source.titles().getFirst()).endsWith(": no Sale for 5 minutes");

        account.accept("{\"category\":\"sale\"}");
        JsonNode view = source.poll();

        assertThat(states(source)).as(view.toString()).containsExactly("silent", "back");
        source.poll();
        assertThat(states(source)).hasSize(2);
    }

    @Test
    void aCrashBeforeItIsNotedTellsNothingTwice() {
        PolledSource source = source("{'minutes':5}");
        String before = cursor(source);
        pass(source, "6 minutes");
        String after = cursor(source);

        source.update("cursor = (cursor || '{\"silent\":false}')");
        hub.jdbc()
                .sql("DELETE FROM source_seen WHERE source_id = ?")
                .param(source.id())
                .update();
        source.poll();

        assertThat(states(source)).containsExactly("silent");
        assertThat(json(cursor(source)).path("silent"))
                .isEqualTo(json(after).path("silent"))
                .isNotEqualTo(json(before).path("silent"));
    }

    private String cursor(PolledSource source) {
        return hub.jdbc()
                .sql("SELECT cursor FROM source_poll WHERE source_id = ?")
                .param(source.id())
                .query(String.class)
                .single();
    }

    @Test
    void anUnknownKeyIsNotHeard() {
        HttpResponse<String> answer =
                TestAccount.send(HttpRequest.newBuilder(hub.address().resolve("/in/heartbeat/nfs_nothing"))
                        .build());

        assertProblem(answer, 404, "unknown-source");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'category':'bug'                                              | settings.minutes | is required",
                "'category':'bug','settings':{'minutes':5,'watch':'nothing'}   | settings.watch   | one of the account's",
                "'category':'sale','settings':{'minutes':5,'watch':'sale'}     | category         | another one than is watched",
                "'category':'bug','settings':{'minutes':5},'secret':'x'        | secret           | is not used",
            })
    void saysWhatIsWrongWithASource(String members, String member, String told) {
        String body = ("{'type':'heartbeat','name':'x'," + members + "}").replace('\'', '"');

        HttpResponse<String> response = TestSource.create(account, body);

        assertProblem(response, 422, "invalid-source");
        assertThat(json(response).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo(member);
            assertThat(error.path("message").asText()).contains(told);
        });
    }
}
