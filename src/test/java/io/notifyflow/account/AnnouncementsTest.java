package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is written to the database behind the hub's back is what another hub writes. */
@HubTest
class AnnouncementsTest {

    private static final Duration BOUND = AccountChanges.HEARD_WITHIN.plusMillis(500);

    @Autowired
    Hub hub;

    @Autowired
    ChangeBarrier barrier;

    private void revokeElsewhere(TestAccount account) {
        hub.jdbc()
                .sql("UPDATE api_key SET revoked_at = now() WHERE account_id = ?")
                .param(account.id())
                .update();
    }

    private static int status(TestAccount account) {
        return account.call("GET", "/api/v1/me").statusCode();
    }

    private int cutOff() {
        return hub.jdbc()
                .sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND query LIKE 'LISTEN%'")
                .query(Integer.class)
                .single();
    }

    @Test
    void whatAnotherHubChangedIsSeenWithinTheBound() {
        TestAccount account = hub.newAccount();
        assertThat(status(account)).isEqualTo(200);

        revokeElsewhere(account);

        await().atMost(BOUND).until(() -> status(account) == 401);
    }

    @Test
    void whatWasChangedWhileNothingWasHeardIsSeenWithinTheBound() {
        TestAccount account = hub.newAccount();
        assertThat(status(account)).isEqualTo(200);

        assertThat(cutOff()).isPositive();
        revokeElsewhere(account);

        await().atMost(BOUND).until(() -> status(account) == 401);
        await().until(() -> barrier.passed().get(10, TimeUnit.SECONDS));
    }

    @Test
    void ownWritesAreSeenAtOnceAlsoWhileNothingIsHeard() {
        TestAccount account = hub.newAccount();
        for (int i = 0; i < 5; i++) {
            assertThat(cutOff()).isNotNegative();
            String path = account.call("POST", "/api/v1/categories", "{\"name\":\"deploys\"}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(account.submit("{\"category\":\"deploys\"}").statusCode())
                    .isEqualTo(202);
            account.call("DELETE", path);
            assertThat(account.submit("{\"category\":\"deploys\"}").statusCode())
                    .isEqualTo(404);
        }
        await().until(() -> barrier.passed().get(10, TimeUnit.SECONDS));
    }
}
