package io.notifyflow.ingest;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class BatchApiTest {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    @Test
    void givesEachEventOfAnArrayItsResult() {
        HttpResponse<String> response = batch(
                JSON,
                """
                [{"category":"sale"},{"category":"none"},{"category":"bug","x":1},7,null,{"category":"BUG"}]
                """);

        assertThat(response.statusCode()).isEqualTo(207);
        JsonNode answer = json(response);
        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("refused").asInt()).isEqualTo(4);
        assertThat(answer.path("results").findValuesAsText("status"))
                .containsExactly("202", "404", "422", "422", "422", "202");
        assertThat(answer.path("results").findValuesAsText("index")).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void readsOneEventALine() {
        HttpResponse<String> response =
                batch(NDJSON, "{\"category\":\"sale\"}\r\n\n{\"category\":\n{\"category\":\"bug\"}");

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(json(response).path("results").findValuesAsText("status")).containsExactly("202", "400", "202");
    }

    @Test
    void acceptsAThousandEventsAndNoMore() {
        assertThat(batch(JSON, events(1000)).statusCode()).isEqualTo(202);
        assertThat(stored()).isEqualTo(1000);
        assertThat(batch(JSON, events(1001)).statusCode()).isEqualTo(413);
        assertThat(batch(NDJSON, "{\"category\":\"sale\"}\n".repeat(1001)).statusCode())
                .isEqualTo(413);
        assertThat(stored()).isEqualTo(1000);
    }

    @Test
    void isHarmlessToRepeat() {
        HttpResponse<String> first = batch(JSON, events(20), "Idempotency-Key", "batch-1");
        HttpResponse<String> again = batch(JSON, events(20), "Idempotency-Key", "batch-1");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(stored()).isEqualTo(20);
    }

    @Test
    void keepsAKeyForEachEvent() {
        batch(
                JSON,
                "[{\"category\":\"sale\",\"idempotencyKey\":\"a\"},{\"category\":\"sale\",\"idempotencyKey\":\"a\"}]");
        HttpResponse<String> single = account.submit("{\"category\":\"sale\"}", "Idempotency-Key", "a");

        assertThat(single.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(stored()).isOne();
    }

    @Test
    void countsEachEventAgainstTheQuota() {
        account = hub.newAccount("twenty");

        HttpResponse<String> response = batch(JSON, events(30));

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(20);
        assertThat(json(response).path("results").get(29).path("status").asInt())
                .isEqualTo(429);
        assertThat(stored()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | [] | 422",
                "application/json | {} | 422",
                "application/json | [{] | 400",
                "application/json | '' | 400",
                "application/x-ndjson | '' | 400"
            })
    void refusesWhatIsNoBatch(String contentType, String body, int status) {
        assertThat(batch(contentType, body).statusCode()).isEqualTo(status);
    }

    private static String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"category\":\"sale\",\"fields\":{\"n\":" + i + "}}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private HttpResponse<String> batch(String contentType, String body, String... headers) {
        var request = account.request("/api/v1/events/batch")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    private long stored() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }
}
