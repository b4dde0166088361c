package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class MuteRepeatsTest {

    @Autowired
    Hub hub;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
    }

    private TestSource source(String muteRepeats) {
        return TestSource.of(
                account,
                "alertmanager",
                "\"category\":\"bug\"",
                "\"settings\":{\"muteRepeats\":\"" + muteRepeats + "\"}");
    }

    private static String alert(String name) {
        return "{\"status\":\"firing\",\"labels\":{\"alertname\":\"" + name + "\"},\"annotations\":{},"
                + "\"startsAt\":\"2026-05-01T12:00:00Z\",\"fingerprint\":\"" + name + "\"}";
    }

    private static String group(String... alerts) {
        return "{\"version\":\"4\",\"status\":\"firing\",\"alerts\":["
                + String.join(
                        ",",
                        List.of(alerts).stream().map(MuteRepeatsTest::alert).toList()) + "]}";
    }

    /** As if so much time had passed since the alerts were told. */
    private void pass(String interval) {
        hub.jdbc()
                .sql("UPDATE idempotency SET created_at = created_at - CAST(? AS interval) WHERE account_id = ?")
                .params(interval, account.id())
                .update();
    }

    private long events() {
        return hub.jdbc()
                .sql("SELECT count(*) FROM event WHERE account_id = ?")
                .param(account.id())
                .query(Long.class)
                .single();
    }

    @Test
    void tellsTheSameAgainAfterThatTimeAndNotBefore() {
        TestSource source = source("4h");
        source.accept(group("A"));
        pass("3 hours 59 minutes");
        source.accept(group("A"));
        assertThat(events()).isEqualTo(1);

        pass("2 minutes");
        source.accept(group("A"));
        assertThat(events()).isEqualTo(2);
        source.accept(group("A"));
        assertThat(events()).isEqualTo(2);

        pass("4 hours");
        source.accept(group("A"));
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void eachAlertOfAGroupHasItsOwnTime() {
        TestSource source = source("PT30M");
        source.accept(group("A"));
        pass("20 minutes");
        source.accept(group("A", "B"));
        assertThat(events()).isEqualTo(2);

        pass("15 minutes");
        HttpResponse<String> answer = source.post(group("B", "A"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void withoutTheSettingItStaysMutedForAsLongAsKeysAreKept() {
        TestSource source = TestSource.of(account, "alertmanager", "\"category\":\"bug\"");
        source.accept(group("A"));
        pass("47 hours");

        source.accept(group("A"));

        assertThat(events()).isEqualTo(1);
    }

    @Test
    void anotherSourceOfTheAccountIsNotReminded() {
        TestSource brief = source("1m");
        TestSource usual = TestSource.of(account, "alertmanager", "\"category\":\"bug\"");
        brief.accept(group("A"));
        usual.accept(group("A"));
        pass("5 minutes");

        brief.accept(group("A"));
        usual.accept(group("A"));

        assertThat(events()).isEqualTo(3);
    }

    @Test
    void ofManyAtOnceOneIsToldAgain() throws Exception {
        TestSource source = source("1h");
        source.accept(group("A", "B"));
        pass("2 hours");
        var start = new CountDownLatch(1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return source.post(i % 2 == 0 ? group("A", "B") : group("B", "A"))
                                .statusCode();
                    }))
                    .toList();
            start.countDown();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(202);
            }
        }

        assertThat(events()).isEqualTo(4);
    }

    @Test
    void theMappingDoesNotSeeIt() {
        TestSource source = TestSource.of(account, "json", "\"settings\":{\"muteRepeats\":\"1h30m\"}");

        var event = source.accept("{\"category\":\"bug\",\"title\":\"T\",\"idempotencyKey\":\"k\"}")
                .getFirst();
        pass("2 hours");
        source.accept("{\"category\":\"bug\",\"title\":\"T\",\"idempotencyKey\":\"k\"}");

        assertThat(event.path("title").asText()).isEqualTo("T");
        assertThat(events()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1m", "30m", "90s", "4h", "1h30m", "2d", "48h", "PT4H", "P1D", "1 h"})
    void takesDurations(String duration) {
        assertThat(source(duration).path()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'muteRepeats':'59s'}              | must be a duration from 1m to 48h",
                "{'muteRepeats':'49h'}              | must be a duration from 1m to 48h",
                "{'muteRepeats':'3d'}               | must be a duration from 1m to 48h",
                "{'muteRepeats':'9999999d9999999d'} | must be a duration from 1m to 48h",
                "{'muteRepeats':'-PT4H'}            | must be a duration from 1m to 48h",
                "{'muteRepeats':'soon'}             | must be a duration from 1m to 48h",
                "{'muteRepeats':''}                 | must be a duration from 1m to 48h",
                "{'muteRepeats':4}                  | must be a duration from 1m to 48h",
                "{'muteRepeats':null}               | must be a duration from 1m to 48h",
                "{'muteRepeats':'4h','minutes':5}   | tells each item once",
            })
    void saysWhatADurationIs(String settings, String told) {
        HttpResponse<String> refused = TestSource.create(
                account,
                "{\"type\":\"json\",\"name\":\"x\",\"category\":\"bug\",\"settings\":" + settings.replace('\'', '"')
                        + "}");

        assertProblem(refused, 422, "invalid-source");
        assertThat(json(refused).path("errors")).anySatisfy(error -> {
            assertThat(error.path("member").asText()).isEqualTo("settings.muteRepeats");
            assertThat(error.path("message").asText()).contains(told);
        });
    }

    @Test
    void aFeedHasNoSuchSetting() {
        HttpResponse<String> refused = TestSource.create(
                account,
                "{\"type\":\"rss\",\"name\":\"x\",\"category\":\"bug\",\"settings\":{\"url\":\"https://127.0.0.1:1/f\",\"muteRepeats\":\"4h\"}}");

        assertProblem(refused, 422, "invalid-source");
    }
}
