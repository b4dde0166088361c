package io.notifyflow.admission;

import static io.notifyflow.testing.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** With a hub of its own, for the others shall not be refused meanwhile. */
@HubTest
@TestPropertySource(
        properties = {
            "notifyflow.data-dir=target/test-hub-overload",
            "notifyflow.admission.target-wait=300ms",
            "notifyflow.admission.patience=3s"
        })
@DirtiesContext
class OverloadTest {

    private static final String EVENT = "{\"category\":\"sale\"}";

    @Autowired
    Hub hub;

    @Autowired
    DataSource database;

    @Test
    void refusesEarlyWhileTheDatabaseIsSlowAndAcceptsAtOnceWhenItIsNot() throws Exception {
        TestAccount account = hub.newAccount();
        TestAccount other = hub.newAccount();
        account.accept(EVENT);
        other.accept(EVENT);
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        try (Connection slow = lockUsage(account)) {
            CompletableFuture<HttpResponse<String>> held = account.submitAsync(EVENT);
            Awaitility.await().until(() -> hub.meter("notifyflow.admission.waiting.events") == 0);

            HttpResponse<String> refused = Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> refusedWhileOthersWait(sent, other), Objects::nonNull);

            assertThat(held).isNotDone();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(json(refused).path("type").asText()).isEqualTo("urn:notifyflow:problem:overloaded");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            slow.rollback();
            assertThat(held.join().statusCode()).isEqualTo(202);
        }

        assertThat(other.submit(EVENT).statusCode()).isEqualTo(202);
        assertThat(sent).extracting(each -> each.join().statusCode()).containsOnly(202, 503);
    }

    private static @Nullable HttpResponse<String> refusedWhileOthersWait(
            List<CompletableFuture<HttpResponse<String>>> sent, TestAccount account) {
        sent.add(account.submitAsync(EVENT));
        return sent.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .findFirst()
                .orElse(null);
    }

    @Test
    void answersInItsOwnTimeWhenTheDatabaseDoesNot() throws Exception {
        TestAccount account = hub.newAccount();
        account.accept(EVENT);
        try (Connection slow = lockUsage(account)) {
            HttpResponse<String> late = account.submit(EVENT, "Idempotency-Key", "late");

            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(json(late).path("type").asText()).isEqualTo("urn:notifyflow:problem:unavailable");
            slow.rollback();
        }

        Awaitility.await()
                .until(() -> account.submit(EVENT, "Idempotency-Key", "late").statusCode() == 202);
    }

    private Connection lockUsage(TestAccount account) throws Exception {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT FROM usage WHERE account_id = ? FOR UPDATE")) {
            lock.setObject(1, account.id());
            lock.execute();
        }
        return connection;
    }
}
