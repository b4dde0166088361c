package io.notifyflow.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.notifyflow.event.EventIds;
import io.notifyflow.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

class SecretRotationTest {

    private static final byte[] FIRST = key(1);
    private static final byte[] SECOND = key(2);
    private static final byte[] THIRD = key(3);

    private DataSource source;
    private JdbcClient jdbc;
    private UUID account;

    private static byte[] key(int fill) {
        byte[] key = new byte[SecretCipher.KEY_BYTES];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @BeforeEach
    void makeDatabase() {
        source = TestDatabase.dataSource(TestDatabase.createDatabase());
        var unused = Flyway.configure().dataSource(source).load().migrate();
        jdbc = JdbcClient.create(source);
        account = EventIds.next();
        jdbc.sql("INSERT INTO account (id, name, plan) VALUES (?, 'test', 'free')")
                .param(account)
                .update();
    }

    @Test
    void thereIsNoOldKeyByDefault() {
        var none = new Binder(new MapConfigurationPropertySource(Map.of()));

        assertThat(none.bindOrCreate("notifyflow", SecretSettings.class))
                .isEqualTo(new SecretSettings(null, List.of(), Path.of("data")));
    }

    @Test
    void readsWhatAnOldKeyWroteAndWritesWithTheCurrentOne() {
        var before = new SecretCipher(FIRST);
        var both = new SecretCipher(SECOND, FIRST);

        assertThat(both.decrypt(before.encrypt("told"))).isEqualTo("told");
        assertThat(both.decrypt(unnamed(FIRST, "told"))).isEqualTo("told");
        assertThat(new SecretCipher(SECOND).decrypt(both.encrypt("told"))).isEqualTo("told");
        assertThatThrownBy(() -> before.decrypt(both.encrypt("told")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(both.keyNames().getFirst());
    }

    @Test
    void refusesWhatWasChangedOrCutShort() {
        var cipher = new SecretCipher(SECOND, FIRST);
        byte[] value = cipher.encrypt("told");

        for (int i = 0; i < value.length; i++) {
            byte[] changed = value.clone();
            changed[i] ^= 1;
            byte[] cut = Arrays.copyOf(value, i);
            assertThatThrownBy(() -> cipher.decrypt(changed)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> cipher.decrypt(cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void knowsEveryEncryptedColumn() {
        List<String> bytes = jdbc.sql(
                        """
                        SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
                        JOIN information_schema.tables t USING (table_schema, table_name)
                        WHERE c.table_schema = 'public' AND c.data_type = 'bytea' AND t.table_type = 'BASE TABLE'
                        """)
                .query(String.class)
                .list();
        var known = new ArrayList<>(
                EncryptedColumn.ALL.stream().map(EncryptedColumn::toString).toList());
        // Hashes, and what passkeys have in public.
        bytes.stream()
                .filter(name -> name.endsWith("hash")
                        || name.endsWith(".digest")
                        || name.endsWith(".bucket")
                        || name.startsWith("passkey."))
                .forEach(known::add);

        assertThat(known).containsAll(bytes);
    }

    @Test
    void encryptsEveryValueAnewWhoeverMadeIt() {
        fill(new SecretCipher(FIRST), 450);
        addReceipt(unnamed(FIRST, "unnamed"));
        jdbc.sql("INSERT INTO secret_key (key_id) VALUES ('unnamed')").update();
        SecretCipher both = new SecretCipher(SECOND, FIRST);

        assertThat(rotation(both).rotate()).isEqualTo(455);

        assertThat(values()).hasSize(455).allSatisfy(value -> assertThat(new SecretCipher(SECOND).decrypt(value))
                .isIn("secret", "unnamed"));
        assertThat(rotation(both).rotate()).isZero();
        assertThat(names()).contains(both.keyNames().getFirst()).doesNotContain("unnamed");
    }

    @Test
    void goesOnWhereItWasKilled() {
        fill(new SecretCipher(FIRST), 1000);
        var batches = new AtomicInteger();
        TransactionOperations dying = new TransactionOperations() {
            @Override
            public <T> T execute(TransactionCallback<T> action) {
                return transactions().execute(status -> {
                    T result = action.doInTransaction(status);
                    if (batches.incrementAndGet() == 7) {
                        throw new IllegalThreadStateException("killed");
                    }
                    return result;
                });
            }
        };
        SecretCipher both = new SecretCipher(SECOND, FIRST);

        assertThatThrownBy(() -> rotation(both, dying).rotate()).hasMessage("killed");

        assertThat(values()).allSatisfy(value -> assertThat(both.decrypt(value)).isEqualTo("secret"));
        assertThat(rotation(both).rotate()).isEqualTo(401);
        assertThat(values()).allSatisfy(value -> assertThat(new SecretCipher(SECOND).decrypt(value))
                .isEqualTo("secret"));
    }

    @Test
    void twoHubsAtOnceAndAHubThatWritesLoseNothing() {
        fill(new SecretCipher(FIRST), 1000);
        SecretCipher both = new SecretCipher(SECOND, FIRST);
        var first = CompletableFuture.supplyAsync(() -> rotation(both).rotate());
        var second = CompletableFuture.supplyAsync(() -> rotation(both).rotate());
        byte[] written = new SecretCipher(FIRST).encrypt("written meanwhile");
        jdbc.sql("UPDATE destination SET secret = ?").param(written).update();

        first.thenCombine(second, Long::sum).join();
        rotation(both).rotate();

        assertThat(values()).hasSize(1004).allSatisfy(value -> assertThat(new SecretCipher(SECOND).decrypt(value))
                .isIn("secret", "written meanwhile"));
        assertThat(new SecretCipher(SECOND)
                        .decrypt(jdbc.sql("SELECT secret FROM destination")
                                .query((row, index) -> row.getBytes(1))
                                .single()))
                .isEqualTo("written meanwhile");
    }

    @Test
    void aHubThatCannotReadWhatIsThereDoesNotStart() {
        new SecretKeyCheck(jdbc, new SecretCipher(FIRST));
        fill(new SecretCipher(FIRST), 3);
        String name = new SecretCipher(FIRST).keyNames().getFirst();

        assertThatThrownBy(() -> new SecretKeyCheck(jdbc, new SecretCipher(THIRD)))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageContainingAll("NOTIFYFLOW_SECRET_KEY", name, "3 in webhook_receipt.payload");
        new SecretKeyCheck(jdbc, new SecretCipher(THIRD, FIRST));
    }

    @Test
    void aHubThatCannotReadWhatCarriesNoNameDoesNotStart() {
        addReceipt(unnamed(FIRST, "secret"));
        jdbc.sql("INSERT INTO secret_key (key_id) VALUES ('unnamed')").update();

        assertThatThrownBy(() -> new SecretKeyCheck(jdbc, new SecretCipher(SECOND)))
                .isInstanceOf(UnusableSetting.class)
                .hasMessageContaining("webhook_receipt.payload");
        new SecretKeyCheck(jdbc, new SecretCipher(FIRST));
    }

    @Test
    void anOldKeyCanBeDroppedOnceNothingNeedsIt() {
        new SecretKeyCheck(jdbc, new SecretCipher(FIRST));
        fill(new SecretCipher(FIRST), 3);
        SecretCipher both = new SecretCipher(SECOND, FIRST);
        rotation(both).rotate();

        new SecretKeyCheck(jdbc, new SecretCipher(SECOND));

        assertThat(names()).containsExactlyElementsOf(new SecretCipher(SECOND).keyNames());
    }

    private SecretRotation rotation(SecretCipher cipher) {
        return rotation(cipher, transactions());
    }

    private SecretRotation rotation(SecretCipher cipher, TransactionOperations transactions) {
        return new SecretRotation(
                new JdbcTemplate(source),
                transactions,
                cipher,
                new SecretKeyCheck(jdbc, cipher),
                new SimpleMeterRegistry());
    }

    private TransactionOperations transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /** As values were stored before they named their key. */
    private static byte[] unnamed(byte[] key, String secret) {
        return new SecretKey(key).encrypt(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** One value in each column, and many receipts. */
    private void fill(SecretCipher cipher, int receipts) {
        byte[] hash = new byte[32];
        UUID person = EventIds.next();
        jdbc.sql("INSERT INTO destination (id, account_id, name, type, secret) VALUES (?, ?, 'main', 'ntfy', ?)")
                .params(EventIds.next(), account, cipher.encrypt("secret"))
                .update();
        jdbc.sql("INSERT INTO source (id, account_id, type, name, key_hash, hint, secret)"
                        + " VALUES (?, ?, 'github', 'code', ?, '…', ?)")
                .params(EventIds.next(), account, hash, cipher.encrypt("secret"))
                .update();
        jdbc.sql("INSERT INTO api_key (id, account_id, name, hint, key_hash, signing_secret)"
                        + " VALUES (?, ?, 'signed', '…', ?, ?)")
                .params(EventIds.next(), account, hash, cipher.encrypt("secret"))
                .update();
        jdbc.sql("INSERT INTO person (id, account_id, email, role) VALUES (?, ?, 'a@example.com', 'owner')")
                .params(person, account)
                .update();
        jdbc.sql("INSERT INTO person_session (token_hash, person_id, id_token, started_at, last_used_at)"
                        + " VALUES (?, ?, ?, now(), now())")
                .params(hash, person, cipher.encrypt("secret"))
                .update();
        jdbc.sql("INSERT INTO webhook_receipt (id, provider, event_id, type, payload, received_at, state)"
                        + " SELECT gen_random_uuid(), 'stripe', i, 'invoice.paid', ?, now(), 'applied'"
                        + " FROM generate_series(1, ?) i")
                .params(cipher.encrypt("secret"), receipts)
                .update();
    }

    private void addReceipt(byte[] payload) {
        UUID id = EventIds.next();
        jdbc.sql("INSERT INTO webhook_receipt (id, provider, event_id, type, payload, received_at, state)"
                        + " VALUES (?, 'stripe', ?, 'invoice.paid', ?, now(), 'applied')")
                .params(id, id.toString(), payload)
                .update();
    }

    private List<byte[]> values() {
        return EncryptedColumn.ALL.stream()
                .flatMap(column -> jdbc
                        .sql(column.sql("SELECT <column> FROM <table> WHERE <column> IS NOT NULL"))
                        .query((row, index) -> row.getBytes(1))
                        .list()
                        .stream())
                .toList();
    }

    private List<String> names() {
        return jdbc.sql("SELECT key_id FROM secret_key").query(String.class).list();
    }
}
