package io.notifyflow.database;

import static io.notifyflow.testing.TestAccount.json;
import static io.notifyflow.testing.TestAccount.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.sandbox.SandboxFault;
import io.notifyflow.testing.ExplainingDataSource;
import io.notifyflow.testing.ExplainingDataSource.Explained;
import io.notifyflow.testing.Hub;
import io.notifyflow.testing.HubTest;
import io.notifyflow.testing.Mortuary;
import io.notifyflow.testing.RouteEdit;
import io.notifyflow.testing.TestAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * How PostgreSQL executes what the hub asks of it, while the tables hold half a year. Every statement is looked at that
 * the hub makes while events are accepted, delivered, given up, looked at and redriven, and while all of its regular
 * work is done once; none need be listed here.
 */
@HubTest
class HotQueryPlansTest {

    private static final Pattern MONTHLY = Pattern.compile("(event|delivery|delivery_attempt)_(\\d{4}_\\d{2})");
    private static final Pattern LARGE = Pattern.compile(MONTHLY.pattern() + "|idempotency|usage|quota_return");

    /** Parts of the statements that name the events they are about, and must look at no other month. */
    private static final List<String> OF_ONE_MONTH = List.of(
            "AS next_routing_at FROM event e WHERE e.id =",
            "WHERE d.event_id = ? AND d.account_id = ? ORDER BY d.id",
            "FROM attempt_made",
            "FROM delivery_attempt WHERE event_id = ?",
            "UPDATE delivery SET message_id",
            "UPDATE event e SET added",
            "INSERT INTO delivery_attempt",
            "INSERT INTO quota_return (event_id) SELECT");

    private static final String FILL =
            """
            DO $$
            BEGIN
                PERFORM create_month(CAST(date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => m) AS date))
                FROM generate_series(1, 5) m;
            END
            $$;
            INSERT INTO account (id, name, plan)
            SELECT CAST(md5('filler' || i) AS uuid), 'filler', 'unlimited' FROM generate_series(1, 100) i;
            INSERT INTO destination (id, account_id, name, type, status)
            SELECT CAST(md5('place' || i) AS uuid), CAST(md5('filler' || i) AS uuid), 'filler', 'none', 'paused'
            FROM generate_series(1, 100) i;
            CREATE TABLE filler AS
            SELECT i, CAST(left(CAST(uuid7_floor(date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                                                 - make_interval(months => i % 6) + make_interval(secs => i)) AS text), 13)
                           || '-7' || substr(md5(i::text), 1, 3) || '-8' || substr(md5(i::text), 4, 3)
                           || '-' || lpad(to_hex(i), 12, '0') AS uuid) AS event,
                   CAST(md5('filler' || 1 + i % 100) AS uuid) AS account,
                   CAST(md5('place' || 1 + i % 100) AS uuid) AS destination,
                   CASE i / 6 % 40 WHEN 0 THEN 'dead' WHEN 1 THEN 'pending' WHEN 2 THEN 'expired' ELSE 'delivered' END AS status
            FROM generate_series(1, 36000) i;
            INSERT INTO event (id, account_id, category, title) SELECT event, account, 'sale', 'filler' FROM filler;
            INSERT INTO delivery (id, account_id, event_id, destination_id, status, reason, attempts, started_at,
                                  completed_at, settled)
            SELECT event, account, event, destination, status, 'test', 1, now(),
                   CASE WHEN status <> 'pending' THEN now() END, true
            FROM filler;
            INSERT INTO delivery_attempt (event_id, destination_id, account_id, number, started_at, duration_ms, outcome)
            SELECT event, destination, account, n, now(), 1, 'retry' FROM filler, generate_series(1, 5) n
            WHERE status <> 'delivered';
            INSERT INTO quota_return (event_id) SELECT event FROM filler WHERE status IN ('dead', 'expired');
            INSERT INTO usage (account_id, month)
            SELECT CAST(md5('filler' || i) AS uuid), CAST(date '2020-01-01' + make_interval(months => m) AS date)
            FROM generate_series(1, 100) i, generate_series(1, 60) m;
            INSERT INTO idempotency (account_id, key, digest, event_id) SELECT account, 'k' || i, '\\x00', event FROM filler;
            """;

    /** As autovacuum does it: partitions, not the whole, and none that nobody has written to. */
    private static final String ANALYZE =
            """
            DO $$
            DECLARE
                large text;
            BEGIN
                FOR large IN SELECT oid::regclass FROM pg_class WHERE relispartition AND relkind = 'r'
                             AND pg_relation_size(oid) > 0 LOOP
                    EXECUTE 'ANALYZE ' || large;
                END LOOP;
                ANALYZE account, destination, delivery_lane, usage, idempotency, quota_return, event_outbox;
            END
            $$
            """;

    private static final String CLEAR =
            """
            DELETE FROM idempotency USING filler WHERE account_id = account AND key = 'k' || i;
            DELETE FROM usage WHERE account_id IN (SELECT id FROM account WHERE name = 'filler');
            DELETE FROM quota_return USING filler WHERE event_id = event;
            DELETE FROM delivery_attempt USING filler WHERE event_id = event;
            DELETE FROM delivery USING filler WHERE event_id = event;
            DELETE FROM event USING filler WHERE id = event;
            DELETE FROM destination WHERE name = 'filler';
            DELETE FROM account WHERE name = 'filler';
            DROP TABLE filler;
            """;

    private static final String RULE =
            """
                          - simple: "${body.category} == 'bug'"
                            steps:
                              - setBody:
                                  simple: "${body.withField('environment', 'production')}"
            """;

    @Autowired
    Hub hub;

    @Autowired
    DataSource dataSource;

    @Autowired
    List<ScheduledTaskHolder> scheduled;

    @BeforeEach
    void fill() {
        execute(FILL);
        execute(ANALYZE);
    }

    @AfterEach
    void clear() {
        hub.sandbox().faults().clear();
        execute(CLEAR);
    }

    private void execute(String sql) {
        hub.jdbc().sql(sql).update();
    }

    @Test
    void noHotStatementReadsWhatItDoesNotNeed() {
        Set<Explained> statements;
        try (var recording = ((ExplainingDataSource) dataSource).record()) {
            useTheHub();
            doItsRegularWork();
            await().until(() -> recording.statements().stream()
                    .anyMatch(statement -> statement.sql().contains("WITH RECURSIVE head")));
            statements = recording.statements();
        }

        assertThat(statements).hasSizeGreaterThan(30);
        assertThat(statements)
                .filteredOn(statement ->
                        ReadRelations.whole(statement.plan()).stream().anyMatch(LARGE.asMatchPredicate()))
                .as("statements that read the whole of a large table")
                .isEmpty();
        for (String part : OF_ONE_MONTH) {
            assertThat(statements)
                    .filteredOn(
                            statement -> statement.sql().replaceAll("\\s+", " ").contains(part))
                    .as("statements with " + part)
                    .isNotEmpty()
                    .allSatisfy(statement -> assertThat(months(statement)).hasSizeLessThanOrEqualTo(1));
        }
    }

    private void useTheHub() {
        TestAccount account = hub.newAccount();
        var mortuary = new Mortuary(hub, account);
        account.accept(Mortuary.SALE);
        for (int i = 0; i < 2; i++) {
            account.submit(Mortuary.SALE, "Idempotency-Key", "plans");
        }
        account.submit(Mortuary.SALE, "Prefer", "wait=5");
        account.acceptMany(20);
        Runnable letGo = account.hold();
        account.acceptMany(20);
        awaitPending(account, pending -> pending >= 20);
        letGo.run();
        awaitPending(account, pending -> pending == 0);
        hub.sandbox().faults().next(mortuary.webhook(), SandboxFault.Answer.json(500, "oops"));
        mortuary.awaitStatus(account.accept(Mortuary.SALE), "delivered");
        directMessages();
        addedField();
        deadLetters(mortuary);
    }

    private void addedField() {
        TestAccount account = hub.newAccount();
        account.addWebhook("main", Hub.newWebhookId(), true);
        try (var edit = RouteEdit.of(account, "pipeline/route-by-category.camel.yaml", shipped -> shipped + RULE)) {
            UUID event = account.accept("{\"category\":\"bug\"}");
            await().pollInSameThread().until(() -> account.event(event).has("addedFields"));
            awaitPending(account, pending -> pending == 0);
        }
    }

    private void directMessages() {
        TestAccount account = hub.newAccount();
        account.addDirectMessage("dm", "4711");
        Runnable letGo = account.hold();
        account.acceptMany(5);
        awaitPending(account, pending -> pending == 5);
        letGo.run();
        awaitPending(account, pending -> pending == 0);
    }

    /** In the test's thread, whose statements are not looked at. */
    private static void awaitPending(TestAccount account, IntPredicate enough) {
        await().pollInSameThread().until(() -> enough.test(account.deliveries("pending")));
    }

    private void deadLetters(Mortuary mortuary) {
        List<UUID> events = mortuary.die(3);
        UUID delivery = mortuary.deliveryOf(events.getFirst());
        String filter = "?destination=main&category=sale&errorCode=50035&httpStatus=400&from=2026-01-01T00:00:00Z";
        mortuary.read("/api/v1/dead-letters");
        mortuary.read("/api/v1/dead-letters" + filter);
        mortuary.read("/api/v1/dead-letters/count");
        mortuary.read("/api/v1/dead-letters/count" + filter);
        mortuary.read("/api/v1/dead-letters/" + delivery);
        mortuary.mend();
        mortuary.redrive(delivery);
        mortuary.awaitStatus(events.getFirst(), "delivered");
        mortuary.redrive(delivery);
        String redrive = json(send(mortuary.account()
                        .request("/api/v1/redrives")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"filter\":{\"category\":\"sale\",\"errorCode\":50035}}"))
                        .build()))
                .path("redriveId")
                .asText();
        mortuary.awaitStatus(events.getLast(), "delivered");
        mortuary.read("/api/v1/redrives/" + redrive);
        mortuary.read("/api/v1/redrives");
    }

    /** In another thread than the test's. */
    private void doItsRegularWork() {
        CompletableFuture.runAsync(() -> scheduled.stream()
                        .flatMap(holder -> holder.getScheduledTasks().stream())
                        .forEach(task -> task.getTask().getRunnable().run()))
                .join();
    }

    private static Set<String> months(Explained statement) {
        var months = new TreeSet<String>();
        ReadRelations.all(statement.plan()).forEach(relation -> {
            var match = MONTHLY.matcher(relation);
            if (match.matches()) {
                months.add(match.group(2));
            }
        });
        return months;
    }
}
