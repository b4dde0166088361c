package io.notifyflow.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Receiver;
import io.notifyflow.testing.Receiver.Answer;
import io.notifyflow.testing.TestAccount;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** One account's many or slow feeds do not delay another's. */
@HubTest
class FairPollsTest {

    private static final String EMPTY =
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Blog</title></channel></rss>";

    @Autowired
    Hub hub;

    @Test
    void thousandsOfSlowFeedsOfOneAccountLeaveRoomForAnothers() throws Exception {
        TestAccount flood = hub.newAccount();
        TestAccount other = hub.newAccount();
        var release = new CountDownLatch(1);
        var asked = new AtomicInteger();
        try (var slow = new Receiver(request -> {
                    asked.incrementAndGet();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Answer.of(200, EMPTY);
                });
                var quick = new Receiver(request -> Answer.of(200, EMPTY))) {
            hub.jdbc()
                    .sql(
                            """
                            WITH added AS (
                              INSERT INTO source (id, account_id, type, name, key_hash, hint, settings)
                              SELECT gen_random_uuid(), :account, 'rss', 'flood ' || n, sha256(convert_to(CAST(:account AS text) || n, 'UTF8')), 'x',
                                     jsonb_build_object('url', CAST(:url AS text))
                              FROM generate_series(1, 3000) n RETURNING id)
                            INSERT INTO source_poll (source_id, next_poll_at) SELECT id, now() - interval '1 hour' FROM added
                            """)
                    .param("account", flood.id())
                    .param("url", slow.address("/feed"))
                    .update();
            try {
                await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() >= 8);

                for (int i = 0; i < 3; i++) {
                    PolledSource source =
                            PolledSource.added(hub, other, "rss", "{'url':'" + quick.address("/feed" + i) + "'}");
                    await().atMost(Duration.ofSeconds(5))
                            .until(() -> source.view().has("lastPolledAt"));
                }

                // More would be as many of another account's that wait.
                assertThat(hub.jdbc()
                                .sql("SELECT count(*) FROM source_poll p JOIN source s ON s.id = p.source_id"
                                        + " WHERE s.account_id = ? AND p.leased_until > clock_timestamp()")
                                .param(flood.id())
                                .query(Integer.class)
                                .single())
                        .isLessThanOrEqualTo(PollsUnderWay.SHARE);
            } finally {
                hub.jdbc()
                        .sql("DELETE FROM source_poll WHERE source_id IN (SELECT id FROM source WHERE account_id = ?)")
                        .param(flood.id())
                        .update();
                release.countDown();
            }
        }
    }
}
