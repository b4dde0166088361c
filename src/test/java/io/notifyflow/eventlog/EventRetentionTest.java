package io.notifyflow.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class EventRetentionTest {

    private static final String OLD = "2024_01";

    final DataSource source = TestDatabase.dataSource(TestDatabase.createDatabase());
    final JdbcClient jdbc = JdbcClient.create(source);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final EventRetention retention = retention(Duration.ofDays(400));

    @BeforeEach
    void makeMonths() {
        Flyway.configure().dataSource(source).load().migrate();
        jdbc.sql("SELECT create_month('2024-01-01'), create_month('2024-02-01')")
                .query(row -> {});
    }

    @Test
    void dropsMonthsThatWereKeptLongEnough(CapturedOutput output) {
        UUID old = event("2024-01-31 23:59:59.999+00", "delivered");
        UUID recent = event("now", "delivered");
        jdbc.sql("INSERT INTO quota_return (event_id) VALUES (?), (?)")
                .params(old, recent)
                .update();

        retention.dropOldMonths();

        assertThat(tables("2024")).isEmpty();
        assertThat(events()).containsExactly(recent);
        assertThat(jdbc.sql("SELECT event_id FROM quota_return")
                        .query(UUID.class)
                        .list())
                .containsExactly(recent);
        assertThat(output).contains("The events of 2024-01 are dropped", "The events of 2024-02 are dropped");
        assertThat(registry.get("notifyflow.events.months.dropped").counter().count())
                .isEqualTo(2);
    }

    @Test
    void countsTheTimeFromTheEndOfTheMonth() {
        int days = jdbc.sql("SELECT now()::date - date '2024-02-01'")
                .query(Integer.class)
                .single();

        retention(Duration.ofDays(days + 1)).dropOldMonths();
        assertThat(tables("2024")).hasSize(6);

        retention(Duration.ofDays(days)).dropOldMonths();
        assertThat(tables("2024")).hasSize(3).allMatch(table -> table.endsWith("2024_02"));
    }

    @Test
    void keepsAllIfAskedTo() {
        retention(Duration.ZERO).dropOldMonths();

        assertThat(tables("2024")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "dead"})
    void keepsAMonthThatIsNotOverAndSaysSoOnce(String status, CapturedOutput output) {
        UUID event = event("2024-01-15", status);

        retention.dropOldMonths();
        retention.dropOldMonths();

        assertThat(events()).containsExactly(event);
        assertThat(tables("2024")).containsExactly("delivery_2024_01", "delivery_attempt_2024_01", "event_2024_01");
        assertThat(output.getOut().lines().filter(line -> line.contains("The events of 2024-01 have been kept")))
                .singleElement()
                .asString()
                .contains(
                        status.equals("dead") ? "0 deliveries are pending, 1 are dead" : "1 deliveries are pending, 0");

        jdbc.sql("UPDATE delivery SET status = CASE status WHEN 'dead' THEN 'expired' ELSE 'delivered' END")
                .update();
        retention.dropOldMonths();
        assertThat(tables("2024")).isEmpty();
    }

    @Test
    void keepsAMonthWithEventsThatAreNotRouted() {
        UUID first = event("2024-01-15", "delivered");
        jdbc.sql("INSERT INTO event_outbox (first_id, last_id, event_ids) VALUES (?, ?, ARRAY[?])")
                .params(first, first, first)
                .update();

        retention.dropOldMonths();

        assertThat(events()).containsExactly(first);
    }

    @Test
    void waitsForWhoReadsTheMonthAndEndsItAnotherTime(CapturedOutput output) throws SQLException {
        event("2024-01-15", "delivered");
        try (Connection reader = source.getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM event").close();

            drop(Duration.ofMillis(100));

            assertThat(tables(OLD)).hasSize(3);
            assertThat(events())
                    .as("what is on its way out is not read any more")
                    .isEmpty();
            event("now", "pending");
            reader.rollback();
        }

        retention.dropOldMonths();

        assertThat(tables("2024")).isEmpty();
        assertThat(events()).hasSize(1);
    }

    @Test
    void endsWhatACrashLeft() {
        jdbc.sql("COMMENT ON TABLE event_2024_01 IS 'notifyflow drops this month'")
                .update();
        jdbc.sql("ALTER TABLE event DETACH PARTITION event_2024_01").update();
        jdbc.sql("DROP TABLE delivery_2024_01").update();

        retention.dropOldMonths();

        assertThat(tables(OLD)).isEmpty();
    }

    @Test
    void leavesAMonthAloneThatSomebodyDetached() {
        jdbc.sql("ALTER TABLE event DETACH PARTITION event_2024_01").update();

        retention.dropOldMonths();

        assertThat(tables("2024")).containsExactly("event_2024_01");
    }

    @Test
    void isDoneByOneHubAtATime() throws SQLException {
        try (Connection other = source.getConnection()) {
            var months = new Months(other, Duration.ofSeconds(1));
            assertThat(months.lock()).isTrue();
            retention.dropOldMonths();
            assertThat(tables("2024")).hasSize(6);
            months.unlock();
        }

        retention.dropOldMonths();

        assertThat(tables("2024")).isEmpty();
    }

    @Test
    void refusesARetentionThatNobodyMeans() {
        assertThatThrownBy(() -> new EventSettings(Duration.ofMillis(400)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NOTIFYFLOW_EVENTS_RETENTION must be a time of 1d or more");
    }

    private EventRetention retention(Duration kept) {
        return new EventRetention(source, new EventSettings(kept), registry);
    }

    private void drop(Duration patience) throws SQLException {
        try (Connection connection = source.getConnection()) {
            var months = new Months(connection, patience);
            assertThat(months.lock()).isTrue();
            assertThatThrownBy(() -> months.ended(Duration.ofDays(400)).forEach(months::drop))
                    .hasMessageContaining("lock timeout");
            months.unlock();
        }
    }

    /** An event of that time with a delivery. */
    private UUID event(String time, String status) {
        UUID event = jdbc.sql(
                        "SELECT CAST(overlay(CAST(gen_random_uuid() AS text)"
                                + " PLACING left(CAST(uuid7_floor(CAST(? AS timestamptz)) AS text), 13) FROM 1 FOR 13) AS uuid)")
                .param(time)
                .query(UUID.class)
                .single();
        UUID account = UUID.randomUUID();
        jdbc.sql("INSERT INTO event (id, account_id, category) VALUES (?, ?, 'sale')")
                .params(event, account)
                .update();
        jdbc.sql("INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, settled)"
                        + " VALUES (?, ?, ?, ?, ?, 'test', true)")
                .params(UUID.randomUUID(), account, event, UUID.randomUUID(), status)
                .update();
        return event;
    }

    private List<UUID> events() {
        return jdbc.sql("SELECT id FROM event ORDER BY id").query(UUID.class).list();
    }

    private List<String> tables(String month) {
        return jdbc.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ?"
                        + " ORDER BY tablename COLLATE \"C\"")
                .param("%\\_" + month + "%")
                .query(String.class)
                .list();
    }
}
