package io.notifyflow.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.ExplainingDataSource;
import io.notifyflow.testing.ExplainingDataSource.Explained;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.TestAccount;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What one destination has waiting is read from the head of its queue, however much waits there, and however many events
 * the month had before. PostgreSQL knows of both, and would otherwise read the month from its first event on each time.
 */
@HubTest
class BacklogPlanTest {

    /** The later half of these events waits for the destination. */
    private static final String FILL =
            """
            INSERT INTO event (id, account_id, category, title)
            SELECT CAST(left(CAST(uuid7_floor(date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                                              + make_interval(secs => i / 1000.0)) AS text), 13)
                        || '-7000-8000-' || lpad(to_hex(i), 12, '0') AS uuid),
                   :account, 'sale', 'backlog'
            FROM generate_series(1, 40000) i;
            """;

    private static final String WAIT =
            """
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason)
            SELECT id, account_id, id, :destination, 'pending', 'test'
            FROM event WHERE account_id = :account ORDER BY id DESC LIMIT 20000
            """;

    @Autowired
    Hub hub;

    @Autowired
    DataSource dataSource;

    private TestAccount account;
    private Runnable letGo;

    @BeforeEach
    void fill() {
        account = hub.newAccount();
        UUID destination = account.addWebhook("main", Hub.newWebhookId(), true);
        letGo = account.hold();
        hub.jdbc().sql(FILL).param("account", account.id()).update();
        hub.jdbc()
                .sql(WAIT)
                .param("account", account.id())
                .param("destination", destination)
                .update();
        tellPostgres("ANALYZE");
    }

    @AfterEach
    void clear() {
        var unused = account.hold();
        hub.jdbc()
                .sql("DELETE FROM delivery WHERE account_id = ?")
                .params(account.id())
                .update();
        hub.jdbc()
                .sql("DELETE FROM event WHERE account_id = ?")
                .params(account.id())
                .update();
        // What other tests ask is planned by how large the tables and their indexes are then.
        tellPostgres("VACUUM (ANALYZE)");
        tellPostgres("REINDEX TABLE");
    }

    private void tellPostgres(String command) {
        String month = DateTimeFormatter.ofPattern("uuuu_MM").format(LocalDate.now(ZoneOffset.UTC));
        for (String table : List.of("event", "delivery")) {
            hub.jdbc().sql(command + " " + table + "_" + month).update();
        }
    }

    @Test
    void aLongBacklogIsReadFromItsHead() {
        Explained next;
        try (var recording = ((ExplainingDataSource) dataSource).record()) {
            letGo.run();
            await().pollInSameThread().until(() -> account.deliveries("delivered") > 0);
            next = recording.statements().stream()
                    .filter(statement -> statement.sql().contains("AS category_emoji"))
                    .findFirst()
                    .orElseThrow();
        }

        // A table of a few categories is read as PostgreSQL likes.
        assertThat(ReadRelations.whole(next.plan()))
                .noneMatch(table -> table.startsWith("event") || table.startsWith("delivery"));
    }
}
