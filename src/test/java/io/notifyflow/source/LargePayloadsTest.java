package io.notifyflow.source;

import static io.notifyflow.source.ReceiveTest.assertProblem;
import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.gateway.connection.Connections;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.RawConnection;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** As much as senders send. */
@HubTest
class LargePayloadsTest {

    @Autowired
    Hub hub;

    @Autowired
    Connections connections;

    TestAccount account;

    @BeforeEach
    void makeAccount() {
        account = hub.newAccount();
        account.addCategory("push");
        account.addCategory("alert");
    }

    @Test
    void aPushOf2048CommitsIsAnEvent() {
        String push = LargePayloads.push(2048, 10);
        assertThat(push.length()).isGreaterThan(2_000_000);

        JsonNode event = TestSource.of(account, "github")
                .accept(push, "X-GitHub-Event", "push")
                .getFirst();

        assertThat(event.path("title").asText()).isEqualTo("ada pushed 2048 commit(s) to acme/shop");
        assertThat(event.path("description").asText())
                .startsWith("0000000 Commit 0\n")
                .endsWith("…");
    }

    @Test
    void theLargestPushOfGitHubIsAnEvent() {
        String push = LargePayloads.push(2048, 190);
        assertThat(push.length()).isBetween(24_000_000, 25 * 1024 * 1024);
        TestSource source = TestSource.of(account, "github");

        assertThat(source.accept(push, "X-GitHub-Event", "push")).hasSize(1);
        assertProblem(
                source.post(push + " ".repeat(25 * 1024 * 1024 + 1 - push.length()), "X-GitHub-Event", "push"),
                413,
                "body-too-large");
    }

    @Test
    void eachOf2600AlertsIsAnEventOnce() {
        TestSource source = TestSource.of(account, "alertmanager");
        String group = LargePayloads.group(2600);
        assertThat(group.length()).isGreaterThan(1_200_000);

        HttpResponse<String> response = source.post(group);
        HttpResponse<String> again = source.post(group);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(2600);
        assertThat(json(again)).isEqualTo(json(response));
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM event WHERE account_id = ?")
                        .param(account.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(2600);
    }

    @Test
    void manyAtOnceAreReadInTurn() throws Exception {
        TestSource source = TestSource.of(account, "github");
        String push = LargePayloads.push(1000, 30);
        assertThat(push.length()).isGreaterThan(2_000_000);

        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> all = IntStream.range(0, 12)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> source.post(push, "X-GitHub-Event", "push", "X-GitHub-Delivery", "many-" + i)
                                    .statusCode())
                    .toList();
            for (var answer : senders.invokeAll(all)) {
                assertThat(answer.get()).isEqualTo(202);
            }
        }
    }

    @Test
    void aLargeBodyOfUnknownLengthIsRead() {
        String push = LargePayloads.push(1000, 20);
        TestSource source = TestSource.of(account, "github");
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection.send("POST " + source.path() + " HTTP/1.1\r\nHost: hub\r\nX-GitHub-Event: push\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(push.length()) + "\r\n" + push + "\r\n0\r\n\r\n");

            assertThat(connection.statuses(1)).containsExactly(202);
        }
    }

    @Test
    void aLargeSlowBodyHoldsLittleBeforeItsTurn() {
        TestSource source = TestSource.of(account, "github");
        try (RawConnection connection = RawConnection.to(hub.address())) {
            connection
                    .send("POST " + source.path() + " HTTP/1.1\r\nHost: hub\r\nContent-Length: 25000000\r\n\r\n")
                    .send(new byte[40_000]);
            org.awaitility.Awaitility.await().until(() -> connections.heldBytes() > 0);

            assertThat(connections.heldBytes()).isLessThan(1024 * 1024);
        }
    }
}
