package io.notifyflow.deadletter;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of its own with dead letters of one account, and the parts of hubs that have nothing else to do. */
final class LetterDatabase {

    final DataSource source = TestDatabase.dataSource(TestDatabase.createDatabase());
    final JdbcClient jdbc = JdbcClient.create(source);
    final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    final DeadLetterMetrics metrics = new DeadLetterMetrics(jdbc, new SimpleMeterRegistry());
    final Redrives redrives =
            new Redrives(jdbc, JsonMapper.builder().findAndAddModules().build());
    final UUID account = EventIds.next();
    final UUID destination = EventIds.next();

    LetterDatabase() {
        Flyway.configure().dataSource(source).load().migrate();
        jdbc.sql("INSERT INTO account (id, name, plan) VALUES (?, 'test', 'unlimited')")
                .param(account)
                .update();
        jdbc.sql("INSERT INTO destination (id, account_id, name, type) VALUES (?, ?, 'main', 'none')")
                .params(destination, account)
                .update();
        jdbc.sql("INSERT INTO usage (account_id, month)"
                        + " VALUES (?, date_trunc('month', now() AT TIME ZONE 'UTC')::date)")
                .param(account)
                .update();
    }

    /** What one hub has of this module. */
    RedriveSteps hub() {
        var settlement = new Settlement(jdbc, transaction, new DefaultCamelContext().createProducerTemplate());
        return new RedriveSteps(redrives, new Redriving(jdbc, transaction, settlement), transaction, metrics);
    }

    Retention retention(Duration kept) {
        return new Retention(jdbc, new DeadLetterSettings(kept, 50, 1000), metrics);
    }

    /** Letters of as many events, settled a minute ago, in the order of their events. */
    List<UUID> die(int count) {
        var letters = new ArrayList<UUID>();
        for (int i = 0; i < count; i++) {
            UUID event = EventIds.next();
            UUID letter = EventIds.within(event, 0);
            jdbc.sql(
                            """
                            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, attempts,
                                                  failures, completed_at, error, settled)
                            VALUES (?, ?, ?, ?, 'dead', 'default', 4, 4, now() - interval '1 minute', 'oops', true)
                            """)
                    .params(letter, account, event, destination)
                    .update();
            jdbc.sql("INSERT INTO quota_return (event_id) VALUES (?)")
                    .param(event)
                    .update();
            letters.add(letter);
        }
        jdbc.sql("UPDATE usage SET accepted = accepted + ?, returned = returned + ?")
                .params(count, count)
                .update();
        return letters;
    }

    UUID start(int perSecond) {
        return redrives.start(account, LetterFilter.ALL, perSecond)
                .orElseThrow()
                .redriveId();
    }

    RedriveView state(UUID redrive) {
        return redrives.find(account, redrive).orElseThrow();
    }

    /** Lets the next step be taken now. */
    void hurry() {
        jdbc.sql("UPDATE redrive SET next_step_at = clock_timestamp()").update();
    }

    List<UUID> withStatus(String status) {
        return jdbc.sql("SELECT id FROM delivery WHERE status = ? ORDER BY event_id")
                .param(status)
                .query(UUID.class)
                .list();
    }

    long returned() {
        return jdbc.sql("SELECT returned FROM usage").query(Long.class).single();
    }

    long rows(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }
}
