package io.notifyflow.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class RetentionUnderLoadTest {

    @Autowired
    Hub hub;

    @Autowired
    DataSource dataSource;

    @Autowired
    EventRetention retention;

    /** Who reads the month keeps it from going, and must not keep anybody else from anything meanwhile. */
    @Test
    void acceptsAndReadsWhileAMonthWaitsToGo() throws SQLException {
        hub.jdbc().sql("SELECT create_month('2023-05-01')").query(row -> {});
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        List<UUID> accepted = new ArrayList<>();
        CompletableFuture<Void> drop;
        try (Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement
                    .executeQuery("SELECT count(*) FROM event, delivery_attempt")
                    .close();

            drop = CompletableFuture.runAsync(retention::dropOldMonths);
            while (!drop.isDone()) {
                accepted.add(account.accept("{\"category\":\"sale\"}"));
                assertThat(account.event(accepted.getLast()).path("eventId").asText())
                        .isEqualTo(accepted.getLast().toString());
            }
            reader.rollback();
        }
        drop.join();

        // Many in the five seconds that the retention waits for the reader; none or one if it kept them waiting.
        assertThat(accepted).hasSizeGreaterThan(5);
        retention.dropOldMonths();
        assertThat(hub.jdbc()
                        .sql("SELECT count(*) FROM pg_tables WHERE tablename LIKE '%2023_05'")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
