package io.notifyflow.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.event.EventIds;
import io.notifyflow.testing.TestDatabase;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The move of deliveries into months, with rows as the hub before it wrote them. */
class MonthlyDeliveriesTest {

    private static final String DELIVERY =
            """
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, attempts, failures,
                                  completed_at, error, external_id, possible_duplicate, settled)
            VALUES (?, ?, ?, ?, ?, 'default', ?, 1, now(), 'oops', '77', true, true)
            """;

    private static final String ATTEMPT =
            """
            INSERT INTO delivery_attempt (delivery_id, number, account_id, started_at, duration_ms, outcome, http_status,
                                          error_code, detail)
            VALUES (?, ?, ?, now(), ?, ?, ?, NULL, ?)
            """;

    final DataSource source = TestDatabase.dataSource(TestDatabase.createDatabase());
    final JdbcClient jdbc = JdbcClient.create(source);
    final UUID account = UUID.randomUUID();
    final UUID destination = UUID.randomUUID();
    final UUID event = EventIds.next();

    @BeforeEach
    void migrateToBefore() {
        Flyway.configure().dataSource(source).target("5").load().migrate();
        jdbc.sql("SELECT create_event_partition(?)")
                .param(LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1))
                .query(row -> {});
    }

    @Test
    void keepsEveryDeliveryWithItsHistory() {
        UUID delivery = UUID.randomUUID();
        insert(delivery, "delivered", 2);
        attempt(delivery, 1, "retry", 500, "oops");
        attempt(delivery, 2, "delivered", 204, "delivered");
        List<?> before = history("a.delivery_id = d.id", "delivery_attempt");

        migrate();

        assertThat(history("a.event_id = d.event_id AND a.destination_id = d.destination_id", "attempt_made"))
                .isEqualTo(before)
                .hasSize(2);
        assertThat(rows("delivery_attempt")).isOne();
        assertThat(jdbc.sql("SELECT count(*) FROM delivery WHERE event_id = ? AND error = 'oops' AND external_id = '77'"
                                + " AND possible_duplicate AND settled AND attempts = 2 AND failures = 1")
                        .param(event)
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void putsThemIntoTheMonthOfTheirEvent() {
        UUID delivery = UUID.randomUUID();
        insert(delivery, "dead", 1);
        attempt(delivery, 1, "rejected", 400, "no");

        migrate();

        String month = jdbc.sql("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')")
                .query(String.class)
                .single();
        assertThat(rows("delivery_" + month)).isOne();
        assertThat(rows("delivery_attempt_" + month)).isOne();
    }

    @Test
    void findsADeliveryByTheTimeOfItsEvent() {
        insert(UUID.randomUUID(), "pending", 0);

        migrate();

        UUID id = jdbc.sql("SELECT id FROM delivery").query(UUID.class).single();
        assertThat(event).isBetween(EventIds.firstOfMillisecond(id), EventIds.lastOfMillisecond(id));
    }

    private void migrate() {
        Flyway.configure().dataSource(source).load().migrate();
    }

    private void insert(UUID delivery, String status, int attempts) {
        jdbc.sql(DELIVERY)
                .params(delivery, account, event, destination, status, attempts)
                .update();
    }

    private void attempt(UUID delivery, int number, String outcome, int status, String detail) {
        jdbc.sql(ATTEMPT)
                .params(delivery, number, account, 10 * number, outcome, status, detail)
                .update();
    }

    private List<?> history(String join, String attempts) {
        return jdbc.sql("SELECT d.event_id, a.number, a.account_id, a.started_at, a.duration_ms, a.outcome,"
                        + " a.http_status, a.error_code, a.detail FROM " + attempts + " a JOIN delivery d ON " + join
                        + " ORDER BY a.number")
                .query()
                .listOfRows();
    }

    private long rows(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
