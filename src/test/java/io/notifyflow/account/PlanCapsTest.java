package io.notifyflow.account;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An account gets no more of anything than its plan has, also when it asks for many at once. */
@HubTest
class PlanCapsTest {

    @Autowired
    Hub hub;

    private static List<HttpResponse<String>> atOnce(
            int count, java.util.function.IntFunction<HttpResponse<String>> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<HttpResponse<String>>> calls = IntStream.range(0, count)
                    .<Callable<HttpResponse<String>>>mapToObj(i -> () -> call.apply(i))
                    .toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private static void exactly(int made, String problem, List<HttpResponse<String>> answers) {
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
                .hasSize(made);
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(403);
                    assertThat(json(answer).path("type").asText()).endsWith(":" + problem);
                    assertThat(json(answer).path("message").asText()).contains("The plan free has");
                });
    }

    @Test
    void sources() throws Exception {
        TestAccount account = hub.newAccount("free");

        exactly(
                10,
                "source-limit",
                atOnce(
                        14,
                        i -> account.call(
                                "POST",
                                "/api/v1/sources",
                                "{\"type\":\"json\",\"name\":\"s" + i + "\",\"category\":\"sale\"}")));
    }

    @Test
    void destinations() throws Exception {
        TestAccount account = hub.newAccount("free");

        exactly(
                10,
                "destination-limit",
                atOnce(
                        14,
                        i -> account.call(
                                "POST",
                                "/api/v1/destinations",
                                "{\"type\":\"slack\",\"name\":\"d" + i
                                        + "\",\"settings\":{\"url\":\"http://127.0.0.1:9/" + i + "\"}}")));
    }

    @Test
    void keys() throws Exception {
        TestAccount account = hub.newAccount("free");

        // It has one already.
        exactly(
                9,
                "key-limit",
                atOnce(
                        14,
                        i -> account.call("POST", "/api/v1/keys", "{\"name\":\"k" + i + "\",\"scopes\":[\"send\"]}")));
    }

    @Test
    void people() throws Exception {
        TestAccount account = hub.newAccount("free");

        exactly(
                5,
                "person-limit",
                atOnce(
                        9,
                        i -> account.call(
                                "POST",
                                "/api/v1/people",
                                "{\"email\":\"p" + i + "-" + account.id() + "@example.com\",\"role\":\"member\"}")));
    }

    @Test
    void rulesAndWhatIsThereBeyondTheCapStays() throws Exception {
        TestAccount account = hub.newAccount("unlimited");
        var destination = account.addWebhook("main", Hub.newWebhookId(), true);
        String rule = "{\"name\":\"r\",\"expression\":\"true\",\"destinationId\":\"" + destination + "\"}";
        for (int i = 0; i < 22; i++) {
            assertThat(account.call("POST", "/api/v1/rules", rule).statusCode()).isEqualTo(201);
        }
        hub.jdbc()
                .sql("UPDATE account SET plan = 'free' WHERE id = ?")
                .param(account.id())
                .update();

        exactly(0, "rule-limit", List.of(account.call("POST", "/api/v1/rules", rule)));
        assertThat(json(account.call("GET", "/api/v1/rules")).path("rules")).hasSize(22);
    }

    @Test
    void trialsOfRules() {
        TestAccount account = hub.newAccount("free");
        var destination = account.addWebhook("main", Hub.newWebhookId(), true);
        String trial = "{\"expression\":\"true\",\"destinationId\":\"" + destination + "\"}";

        List<HttpResponse<String>> answers = Stream.generate(() -> account.call("POST", "/api/v1/rules/trials", trial))
                .limit(12)
                .toList();

        assertThat(answers.stream().limit(10).map(HttpResponse::statusCode)).containsOnly(200);
        assertThat(answers.stream().skip(10).map(HttpResponse::statusCode)).containsOnly(429);
        assertThat(answers.getLast().headers().firstValueAsLong("Retry-After")).isPresent();
    }

    @Test
    void theAccountShowsThem() {
        JsonNode limits =
                json(hub.newAccount("free").call("GET", "/api/v1/account")).path("limits");

        assertThat(limits.path("sources").asInt()).isEqualTo(10);
        assertThat(limits.path("trialsPerMinute").asInt()).isEqualTo(10);
        assertThat(json(hub.newAccount().call("GET", "/api/v1/account"))
                        .path("limits")
                        .isEmpty())
                .isTrue();
    }
}
