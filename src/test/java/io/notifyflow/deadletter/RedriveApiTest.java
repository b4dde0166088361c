package io.notifyflow.deadletter;

import static io.notifyflow.deadletter.DeadLetterApiTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class RedriveApiTest {

    private static final String LETTERS = "/api/v1/dead-letters";
    private static final String REDRIVES = "/api/v1/redrives";
    private static final String ALL = "{\"all\":true}";

    @Autowired
    Hub hub;

    Mortuary mortuary;
    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        mortuary = new Mortuary(hub, account);
    }

    @AfterEach
    void mendDiscord() {
        hub.sandbox().faults().clear();
    }

    @Test
    void redrivesWhatTheFilterFindsAndNothingElse() {
        UUID bug = mortuary.die("{\"category\":\"bug\"}");
        mortuary.die(3);
        mortuary.mend();

        HttpResponse<String> response = mortuary.post(REDRIVES, "{\"filter\":{\"category\":\"sale\"}}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("total").asInt()).isEqualTo(3);
        assertThat(json(response).path("perSecond").asInt()).isEqualTo(50);
        UUID redrive = UUID.fromString(json(response).path("redriveId").asText());
        assertThat(response.headers().firstValue("Location")).hasValue(REDRIVES + "/" + redrive);
        JsonNode end = mortuary.awaitEnd(redrive);
        assertThat(end.path("status").asText()).isEqualTo("finished");
        assertThat(end.path("redriven").asInt()).isEqualTo(3);
        assertThat(end.path("skipped").asInt()).isZero();
        assertThat(end.path("filter").toString()).isEqualTo("{\"category\":\"sale\"}");
        assertThat(Instant.parse(end.path("finishedAt").asText()))
                .isAfter(Instant.parse(end.path("startedAt").asText()));
        await().until(() -> mortuary.titles().size() == 3);
        assertThat(mortuary.read(LETTERS).path("deadLetters").findValuesAsText("deliveryId"))
                .containsExactly(bug.toString());
    }

    @Test
    void redrivesAllInTheOrderOfTheEvents() {
        mortuary.die(15);
        mortuary.mend();

        UUID redrive = mortuary.start("{\"filter\":{},\"all\":true,\"perSecond\":1000}");

        assertThat(mortuary.awaitEnd(redrive).path("redriven").asInt()).isEqualTo(15);
        await().until(() -> mortuary.titles().size() == 15);
        assertThat(mortuary.titles())
                .containsExactlyElementsOf(
                        IntStream.range(0, 15).mapToObj(i -> "💰 " + i).toList());
    }

    @Test
    void keepsToTheRate() {
        mortuary.die(16);
        mortuary.mend();

        JsonNode end = mortuary.awaitEnd(mortuary.start("{\"all\":true,\"perSecond\":8}"));

        assertThat(Duration.between(
                        Instant.parse(end.path("startedAt").asText()),
                        Instant.parse(end.path("finishedAt").asText())))
                .isBetween(Duration.ofMillis(1700), Duration.ofSeconds(10));
    }

    @Test
    void redrivesAtOneASecondToo() {
        mortuary.die(2);
        mortuary.mend();

        JsonNode end = mortuary.awaitEnd(mortuary.start("{\"all\":true,\"perSecond\":1}"));

        assertThat(end.path("redriven").asInt()).isEqualTo(2);
    }

    @Test
    void leavesAloneWhatDiesWhileItRuns() {
        List<UUID> events = mortuary.die(4);

        JsonNode end = mortuary.awaitEnd(mortuary.start("{\"all\":true,\"perSecond\":4}"));

        assertThat(end.path("redriven").asInt()).isEqualTo(4);
        events.forEach(event -> mortuary.awaitStatus(event, "dead-lettered"));
        assertThat(events).allSatisfy(event -> assertThat(account.event(event).at("/deliveries/0/attempts"))
                .hasSize(2));
    }

    @Test
    void countsWhatSomebodyElseRedrove() {
        List<UUID> events = mortuary.die(3);
        mortuary.mend();
        UUID redrive = mortuary.start("{\"all\":true,\"perSecond\":1}");

        assertThat(mortuary.redrive(mortuary.deliveryOf(events.getLast())).statusCode())
                .isEqualTo(202);

        JsonNode end = mortuary.awaitEnd(redrive);
        assertThat(end.path("total").asInt()).isEqualTo(3);
        assertThat(end.path("redriven").asInt()).isEqualTo(2);
        assertThat(end.path("skipped").asInt()).isEqualTo(1);
        await().until(() -> mortuary.titles().size() == 3);
    }

    @Test
    void cancels() {
        mortuary.die(30);
        mortuary.mend();
        UUID redrive = mortuary.start("{\"all\":true,\"perSecond\":1}");
        await().until(() ->
                mortuary.read(REDRIVES + "/" + redrive).path("redriven").asInt() > 0);

        HttpResponse<String> cancelled = cancel(redrive);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(json(cancelled).path("status").asText()).isEqualTo("cancelled");
        int redriven = json(cancelled).path("redriven").asInt();
        assertThat(cancel(redrive).body()).isEqualTo(cancelled.body());
        assertThat(mortuary.read(LETTERS + "/count").path("count").asInt()).isEqualTo(30 - redriven);
        await().until(() -> mortuary.titles().size() == redriven);
    }

    @Test
    void doesNotCancelWhatHasFinished() {
        UUID redrive = mortuary.start(ALL);
        mortuary.awaitEnd(redrive);

        assertProblem(cancel(redrive), 409, "redrive-finished", redrive.toString());
    }

    private HttpResponse<String> cancel(UUID redrive) {
        return send(account.request(REDRIVES + "/" + redrive).DELETE().build());
    }

    @Test
    void runsOneAtATime() {
        mortuary.die(3);
        UUID running = mortuary.start("{\"all\":true,\"perSecond\":1}");

        assertProblem(mortuary.post(REDRIVES, ALL), 409, "redrive-running", running.toString());

        cancel(running);
        assertThat(mortuary.post(REDRIVES, ALL).statusCode()).isEqualTo(202);
    }

    @Test
    void listsTheLatestFirst() {
        UUID first = mortuary.start(ALL);
        mortuary.awaitEnd(first);
        UUID second = mortuary.start("{\"filter\":{\"errorCode\":50035,\"from\":\"2026-01-01T00:00:00Z\"}}");
        mortuary.awaitEnd(second);

        JsonNode redrives = mortuary.read(REDRIVES).path("redrives");

        assertThat(redrives.findValuesAsText("redriveId")).containsExactly(second.toString(), first.toString());
        assertThat(redrives.at("/0/filter").toString())
                .isEqualTo("{\"errorCode\":50035,\"from\":\"2026-01-01T00:00:00Z\"}");
        assertThat(redrives.at("/1/filter")).isEmpty();
    }

    @Test
    void leavesLettersWithoutADestination() {
        mortuary.die(2);
        hub.jdbc()
                .sql("DELETE FROM destination WHERE id = ?")
                .param(mortuary.destination())
                .update();

        JsonNode end = mortuary.awaitEnd(mortuary.start(ALL));

        assertThat(end.path("total").asInt()).isZero();
        assertThat(mortuary.read(LETTERS).path("deadLetters")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                | filter",
                "{\"filter\":{}}                                   | filter",
                "{\"filter\":{},\"all\":false}                     | filter",
                "{\"filter\":{\"category\":\"sale\"},\"all\":true} | all",
                "{\"filter\":7}                                    | filter",
                "{\"filter\":null}                                 | filter",
                "{\"all\":\"yes\"}                                 | all",
                "{\"everything\":true}                             | everything",
                "{\"filter\":{\"colour\":\"red\"}}                 | filter.colour",
                "{\"filter\":{\"errorCode\":\"50035\"}}            | filter.errorCode",
                "{\"filter\":{\"errorCode\":99999999999}}          | filter.errorCode",
                "{\"filter\":{\"httpStatus\":1.5}}                 | filter.httpStatus",
                "{\"filter\":{\"from\":\"yesterday\"}}             | filter.from",
                "{\"filter\":{\"destination\":\"nowhere\"}}        | filter.destination",
                "{\"all\":true,\"perSecond\":0}                    | perSecond",
                "{\"all\":true,\"perSecond\":1001}                 | perSecond",
                "{\"all\":true,\"perSecond\":\"5\"}                | perSecond",
            })
    void namesWhatIsWrong(String body, String member) {
        HttpResponse<String> response = mortuary.post(REDRIVES, body);

        assertProblem(response, 422, "invalid-redrive", member);
        assertThat(json(response).at("/errors/0/member").asText()).isEqualTo(member);
        assertThat(mortuary.read(REDRIVES).path("redrives")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"all\":true,\"all\":true}", "{\"all\":true} x", "{\"all\":tru}"})
    void refusesWhatIsNoJson(String body) {
        assertProblem(mortuary.post(REDRIVES, body), 400, "malformed-body", "");
    }

    @Test
    void refusesAnEmptyBodyAndAList() {
        HttpResponse<String> empty = send(account.request(REDRIVES)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(empty.statusCode()).as(empty.body()).isIn(400, 422);
        assertProblem(mortuary.post(REDRIVES, "[]"), 422, "invalid-redrive", "JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "00000000-0000-7000-8000-000000000000"})
    void knowsNoSuchRedrive(String id) {
        assertProblem(mortuary.get(REDRIVES + "/" + id), 404, "unknown-redrive", "");
        assertProblem(send(account.request(REDRIVES + "/" + id).DELETE().build()), 404, "unknown-redrive", "");
    }
}
