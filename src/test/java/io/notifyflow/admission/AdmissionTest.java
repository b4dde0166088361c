package io.notifyflow.admission;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.ShiftedClock;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class AdmissionTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    @Autowired
    ShiftedClock clock;

    @AfterEach
    void backToNow() {
        clock.shift(Duration.ZERO);
    }

    @RepeatedTest(5)
    void letsOneOfFiftyThroughWhereOneIsLeft() {
        TestAccount account = hub.newAccount("one");

        Map<Integer, Long> statuses = inParallel(50, i -> account.submitAsync(EVENT));

        assertThat(statuses).isEqualTo(Map.of(202, 1L, 429, 49L));
        assertThat(stored(account)).isOne();
        assertThat(used(account)).isOne();
    }

    @RepeatedTest(3)
    void letsExactlyTwentyOfSixtyThrough() {
        TestAccount account = hub.newAccount("twenty");

        Map<Integer, Long> statuses = inParallel(60, i -> account.submitAsync(EVENT, "Idempotency-Key", "k" + i % 40));

        assertThat(stored(account)).isEqualTo(20);
        assertThat(used(account)).isEqualTo(20);
        assertThat(statuses.get(429)).isGreaterThanOrEqualTo(20);
    }

    @Test
    void tellsWhereTheQuotaStands() {
        TestAccount account = hub.newAccount("one");

        HttpResponse<String> accepted = account.submit(EVENT);
        HttpResponse<String> refused = account.submit(EVENT);

        assertThat(accepted.headers().firstValue("RateLimit-Policy")).hasValue("\"monthly\";q=1");
        assertThat(accepted.headers().firstValue("RateLimit").orElse("")).startsWith("\"monthly\";r=0;t=");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("type").asText()).isEqualTo("urn:notifyflow:problem:over-quota");
        assertThat(refused.headers().firstValue("RateLimit").orElse("")).startsWith("\"monthly\";r=0;t=");
        assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElse("0")))
                .isPositive();
    }

    @Test
    void startsTheCountAgainExactlyOnceAtTheMonthsEnd() {
        TestAccount account = hub.newAccount("one");
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(202);
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);

        clock.shift(Duration.ofDays(32));

        assertThat(inParallel(20, i -> account.submitAsync(EVENT))).isEqualTo(Map.of(202, 1L, 429, 19L));
        clock.shift(Duration.ZERO);
        assertThat(account.submit(EVENT).statusCode()).isEqualTo(429);
    }

    @Test
    void acceptsAnEventWhoseMonthHasNoTable() {
        TestAccount account = hub.newAccount();
        String month = hub.jdbc()
                .sql("SELECT 'event' || to_char(now() AT TIME ZONE 'UTC', '_YYYY_MM')")
                .query(String.class)
                .single();
        hub.jdbc().sql("ALTER TABLE event DETACH PARTITION " + month).update();
        hub.jdbc().sql("ALTER TABLE " + month + " RENAME TO event_away").update();
        try {
            List<HttpResponse<String>> responses = all(10, i -> account.submitAsync(EVENT));

            assertThat(responses).allMatch(response -> response.statusCode() == 202);
            assertThat(stored(account)).isEqualTo(10);
            assertThat(used(account)).isEqualTo(10);
        } finally {
            hub.jdbc().sql("INSERT INTO event SELECT * FROM event_away").update();
            hub.jdbc().sql("DROP TABLE event_away").update();
        }
    }

    @RepeatedTest(5)
    void storesOneEventForOneIdempotencyKey() {
        TestAccount account = hub.newAccount();

        List<HttpResponse<String>> responses =
                all(50, i -> account.submitAsync(EVENT, "Idempotency-Key", i % 2 == 0 ? "\"same\"" : "same"));

        assertThat(responses).allMatch(response -> response.statusCode() == 202);
        assertThat(responses.stream().map(HttpResponse::body).distinct()).hasSize(1);
        assertThat(stored(account)).isOne();
        assertThat(used(account)).isOne();
    }

    @Test
    void keepsIdempotencyKeysOfAccountsApart() {
        TestAccount one = hub.newAccount();
        TestAccount other = hub.newAccount();

        one.submit(EVENT, "Idempotency-Key", "shared");
        other.submit(EVENT, "Idempotency-Key", "shared");

        assertThat(stored(one)).isOne();
        assertThat(stored(other)).isOne();
    }

    @Test
    void refusesAKeyThatComesBackWithAnotherBody() {
        TestAccount account = hub.newAccount();
        HttpResponse<String> first = account.submit(EVENT, "Idempotency-Key", "k");

        HttpResponse<String> reformatted = account.submit("{ \"category\" : \"sale\" }", "Idempotency-Key", "k");
        HttpResponse<String> other = account.submit("{\"category\":\"bug\"}", "Idempotency-Key", "k");

        assertThat(reformatted.statusCode()).isEqualTo(202);
        assertThat(reformatted.body()).isEqualTo(first.body());
        assertThat(reformatted.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("type").asText()).isEqualTo("urn:notifyflow:problem:idempotency-key-reused");
    }

    @Test
    void letsARefusedEventTryItsKeyAgain() {
        TestAccount account = hub.newAccount("one");
        account.submit(EVENT);
        assertThat(account.submit(EVENT, "Idempotency-Key", "later").statusCode())
                .isEqualTo(429);

        hub.jdbc()
                .sql("UPDATE account SET plan = 'unlimited' WHERE id = ?")
                .param(account.id())
                .update();

        org.awaitility.Awaitility.await()
                .until(() -> account.submit(EVENT, "Idempotency-Key", "later").statusCode() == 202);
        assertThat(stored(account)).isEqualTo(2);
    }

    @Test
    void refusesAKeyOfAnotherForm() {
        TestAccount account = hub.newAccount();

        assertThat(account.submit(EVENT, "Idempotency-Key", "k".repeat(256)).statusCode())
                .isEqualTo(400);
        assertThat(account.submit(EVENT, "Idempotency-Key", "a b").statusCode()).isEqualTo(400);
        assertThat(account.submit(EVENT, "Idempotency-Key", "k".repeat(255)).statusCode())
                .isEqualTo(202);
    }

    private static Map<Integer, Long> inParallel(
            int requests, IntFunction<CompletableFuture<HttpResponse<String>>> request) {
        return all(requests, request).stream()
                .map(HttpResponse::statusCode)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<HttpResponse<String>> all(
            int requests, IntFunction<CompletableFuture<HttpResponse<String>>> request) {
        List<CompletableFuture<HttpResponse<String>>> sent =
                IntStream.range(0, requests).mapToObj(request).toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private long stored(TestAccount account) {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }

    private long used(TestAccount account) {
        return hub.jdbc()
                .sql("SELECT sum(accepted) FROM usage WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }
}
