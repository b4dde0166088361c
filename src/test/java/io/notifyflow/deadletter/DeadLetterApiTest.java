package io.notifyflow.deadletter;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.account.Destinations;
import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class DeadLetterApiTest {

    private static final String LETTERS = "/api/v1/dead-letters";

    @Autowired
    Hub hub;

    @Autowired
    Destinations destinations;

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
    void listsWhatDiedWhereAndWhy() {
        UUID delivery = mortuary.die("{\"category\":\"sale\",\"title\":\"Big one\"}");

        JsonNode page = mortuary.read(LETTERS);

        assertThat(page.path("deadLetters")).hasSize(1);
        assertThat(page.has("next")).isFalse();
        JsonNode letter = page.at("/deadLetters/0");
        assertThat(letter.path("deliveryId").asText()).isEqualTo(delivery.toString());
        assertThat(account.event(UUID.fromString(letter.path("eventId").asText()))
                        .path("title")
                        .asText())
                .isEqualTo("Big one");
        assertThat(letter.at("/destination/id").asText())
                .isEqualTo(mortuary.destination().toString());
        assertThat(letter.at("/destination/name").asText()).isEqualTo("main");
        assertThat(letter.at("/destination/type").asText()).isEqualTo("discord-webhook");
        assertThat(letter.path("category").asText()).isEqualTo("sale");
        assertThat(letter.path("reason").asText()).contains("50035");
        assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        assertThat(letter.path("httpStatus").asInt()).isEqualTo(400);
        assertThat(letter.path("errorCode").asInt()).isEqualTo(50035);
        assertThat(Instant.parse(letter.path("diedAt").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(letter.path("possibleDuplicate").isBoolean()).isTrue();
    }

    @Test
    void showsEveryAttemptAndTheEventAsItWasSent() {
        UUID delivery = mortuary.die(
                """
                {"category":"sale","title":"T","description":"D","url":"https://shop.example/7","emoji":"🎉",
                 "timestamp":"2026-01-02T03:04:05Z","fields":{"zeta":"z","amount":12.50,"new":true}}
                """);

        JsonNode letter = mortuary.read(LETTERS + "/" + delivery);

        assertThat(letter.path("deliveryId").asText()).isEqualTo(delivery.toString());
        assertThat(letter.path("status").asText()).isEqualTo("dead-lettered");
        assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        assertThat(letter.path("history").findValuesAsText("outcome")).containsExactly("rejected");
        assertThat(letter.at("/history/0/httpStatus").asInt()).isEqualTo(400);
        JsonNode event = letter.path("event");
        assertThat(event.path("title").asText()).isEqualTo("T");
        assertThat(event.path("description").asText()).isEqualTo("D");
        assertThat(event.path("url").asText()).isEqualTo("https://shop.example/7");
        assertThat(event.path("emoji").asText()).isEqualTo("🎉");
        assertThat(event.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(event.path("fields").toString()).isEqualTo("{\"zeta\":\"z\",\"amount\":12.50,\"new\":true}");
    }

    @Test
    void pagesThroughAllOfThemNewestFirst() {
        List<UUID> events = mortuary.die(7);

        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = mortuary.read(LETTERS + "?limit=3" + cursor);
            assertThat(page.path("deadLetters").size()).isBetween(1, 3);
            page.path("deadLetters")
                    .forEach(letter -> seen.add(letter.path("eventId").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());

        assertThat(seen)
                .containsExactlyElementsOf(
                        events.reversed().stream().map(UUID::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            value = {
                "category=SALE                                          | 1",
                "category=bug                                           | 1",
                "category=none                                          | 0",
                "errorCode=50035                                        | 2",
                "errorCode=50035&category=bug                           | 1",
                "errorCode=10003                                        | 0",
                "httpStatus=400                                         | 2",
                "httpStatus=500                                         | 0",
                "destination=main                                       | 2",
                "destination=00000000-0000-7000-8000-000000000000       | 0",
                "from=2026-01-01T00:00:00Z                              | 2",
                "from=2026-01-01T00:00:00%2B01:00                       | 2",
                "from=2026-01-01T00:00:00+01:00                         | 2",
                "to=2026-01-01T00:00:00Z                                | 0",
                "from=2026-01-01T00:00:00Z&to=2199-01-01T00:00:00Z      | 2",
            })
    void filters(String query, int expected) {
        mortuary.die(Mortuary.SALE);
        mortuary.die("{\"category\":\"bug\"}");

        assertThat(mortuary.read(LETTERS + "?" + query).path("deadLetters")).hasSize(expected);
        assertThat(mortuary.read(LETTERS + "/count?" + query).path("count").asInt())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour=red           | colour",
                "id=7                 | id",
                "limit=0              | limit",
                "limit=201            | limit",
                "limit=ten            | limit",
                "limit=1&limit=2      | limit",
                "cursor=abc           | cursor",
                "cursor=gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | cursor",
                "destination=nowhere  | destination",
                "category=a%00b       | category",
                "category=            | category",
                "errorCode=x          | errorCode",
                "errorCode=-1         | errorCode",
                "httpStatus=99        | httpStatus",
                "from=yesterday       | from",
                "from=2026-01-01      | from",
                "to=-9999-01-01T00:00:00Z | to",
                "to=+123456-01-01T00:00:00Z | to",
            })
    void namesTheParameterThatIsWrong(String query, String name) {
        HttpResponse<String> response = mortuary.get(LETTERS + "?" + query);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:invalid-parameter");
        assertThat(json(response).at("/errors/0/member").asText()).isEqualTo(name);
    }

    @Test
    void redrivesOne() {
        UUID event = mortuary.die(1).getFirst();
        mortuary.mend();
        UUID delivery = mortuary.deliveryOf(event);

        HttpResponse<String> response = mortuary.redrive(delivery);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("status").asText()).isEqualTo("pending");
        assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/events/" + event);
        mortuary.awaitStatus(event, "delivered");
        assertThat(account.messages(mortuary.webhook())).hasSize(1);
        assertThat(account.event(event).at("/deliveries/0/attempts").findValuesAsText("outcome"))
                .containsExactly("rejected", "delivered");
        assertThat(mortuary.read(LETTERS).path("deadLetters")).isEmpty();
        assertThat(mortuary.get(LETTERS + "/" + delivery).statusCode()).isEqualTo(404);
        assertProblem(mortuary.redrive(delivery), 409, "not-a-dead-letter", "delivered");
    }

    @Test
    void redrivesWithAllRetriesAnew() {
        UUID event = mortuary.die(1).getFirst();
        mortuary.mend();
        hub.sandbox().faults().next(mortuary.webhook(), SandboxFault.Answer.json(500, "oops"));

        mortuary.redrive(mortuary.deliveryOf(event));

        mortuary.awaitStatus(event, "delivered");
        assertThat(account.event(event).at("/deliveries/0/attempts").findValuesAsText("number"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void holdsWhatIsRedrivenToAPausedDestinationAndSaysSo() {
        UUID event = mortuary.die(1).getFirst();
        mortuary.mend();
        destinations.pause(mortuary.destination(), "holidays");

        HttpResponse<String> response = mortuary.redrive(mortuary.deliveryOf(event));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("status").asText()).isEqualTo("held");
        assertThat(json(response).path("message").asText()).contains("main", "paused", "holidays", "resumed");
        mortuary.awaitStatus(event, "held");
        destinations.resume(mortuary.destination());
        mortuary.awaitStatus(event, "delivered");
    }

    @Test
    void saysThatTheDestinationWasDeleted() {
        UUID event = mortuary.die(1).getFirst();
        UUID delivery = mortuary.deliveryOf(event);
        hub.jdbc()
                .sql("DELETE FROM destination WHERE id = ?")
                .param(mortuary.destination())
                .update();

        assertProblem(mortuary.redrive(delivery), 409, "destination-deleted", "submit the event again");
        JsonNode letter = mortuary.read(LETTERS).at("/deadLetters/0");
        assertThat(letter.at("/destination/id").asText())
                .isEqualTo(mortuary.destination().toString());
        assertThat(letter.at("/destination/name").isMissingNode()).isTrue();
        assertThat(mortuary.read(LETTERS + "/count").toString()).isEqualTo("{\"count\":0,\"undeliverable\":1}");
    }

    @Test
    void refusesToRedriveWhatNeverDied() {
        UUID event = account.accept(Mortuary.SALE);
        mortuary.awaitStatus(event, "delivered");

        assertProblem(mortuary.redrive(mortuary.deliveryOf(event)), 409, "not-a-dead-letter", event.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "00000000-0000-7000-8000-000000000000", "1-1-1-1-1"})
    void knowsNoSuchLetter(String id) {
        assertProblem(mortuary.get(LETTERS + "/" + id), 404, "unknown-dead-letter", "no dead letter");
        assertProblem(mortuary.post(LETTERS + "/" + id + "/redrive", ""), 404, "unknown-dead-letter", "no dead letter");
    }

    @Test
    void showsNobodyElsesLetters() {
        UUID delivery = mortuary.die(Mortuary.SALE);
        mortuary.mend();
        UUID redrive = mortuary.start("{\"filter\":{\"category\":\"bug\"}}");
        var stranger = new Mortuary(hub, hub.newAccount());

        assertThat(stranger.read(LETTERS).path("deadLetters")).isEmpty();
        assertThat(stranger.read(LETTERS + "?destination=" + mortuary.destination())
                        .path("deadLetters"))
                .isEmpty();
        assertThat(stranger.read(LETTERS + "/count").path("count").asInt()).isZero();
        assertProblem(stranger.get(LETTERS + "/" + delivery), 404, "unknown-dead-letter", "");
        assertProblem(stranger.redrive(delivery), 404, "unknown-dead-letter", "");
        assertProblem(stranger.get("/api/v1/redrives/" + redrive), 404, "unknown-redrive", "");
        assertProblem(
                send(stranger.account()
                        .request("/api/v1/redrives/" + redrive)
                        .DELETE()
                        .build()),
                404,
                "unknown-redrive",
                "");
        assertThat(stranger.read("/api/v1/redrives").path("redrives")).isEmpty();
        UUID taken = stranger.start("{\"all\":true}");
        assertThat(stranger.awaitEnd(taken).path("redriven").asInt()).isZero();
        assertThat(mortuary.read(LETTERS).path("deadLetters")).hasSize(1);
    }

    @Test
    void asksForAKey() {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(hub.address().resolve(LETTERS + "/" + UUID.randomUUID() + "/redrive"))
                        .POST(BodyPublishers.noBody())
                        .build());

        assertThat(response.statusCode()).isEqualTo(401);
    }

    static void assertProblem(HttpResponse<String> response, int status, String type, String told) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("type").asText()).isEqualTo("urn:notifyflow:problem:" + type);
        assertThat(json(response).path("message").asText()).contains(told);
    }
}
