package io.notifyflow.account;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Encrypts with the current key what an old one made: batch by batch while hubs run, each value only if nobody changed
 * it meanwhile, so that it can be repeated, run in several hubs, and be killed at any point.
 */
@Component
class SecretRotation {

    private static final Logger log = LoggerFactory.getLogger(SecretRotation.class);
    private static final int BATCH = 200;
    /** Of an advisory lock: one hub works at a time. */
    private static final long TURN = 0x4e46_4b31;

    private static final long PROGRESS = 10_000;

    private static final String FIRST =
            """
            SELECT <key> AS key, <column> AS value FROM <table>
            WHERE substring(<column> FROM 1 FOR 8) <> ? ORDER BY <key> LIMIT ?
            """;

    private static final String NEXT =
            """
            SELECT <key> AS key, <column> AS value FROM <table>
            WHERE substring(<column> FROM 1 FOR 8) <> ? AND <key> > ? ORDER BY <key> LIMIT ?
            """;

    private static final String REPLACE =
            """
            UPDATE <table> SET <column> = ? WHERE <key> = ? AND <column> = ?
            """;

    private static final String OTHERS =
            """
            SELECT count(*) FROM <table> WHERE substring(<column> FROM 1 FOR 8) <> ?
            """;

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final SecretCipher cipher;
    private final AtomicLong left = new AtomicLong();
    private boolean told;

    // The check comes first: it decides whether this hub may write at all.
    SecretRotation(
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            SecretCipher cipher,
            SecretKeyCheck check,
            MeterRegistry registry) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.cipher = cipher;
        Gauge.builder("notifyflow.secrets.old", left, AtomicLong::doubleValue)
                .description("Values at rest that the current key did not make, at the last look")
                .register(registry);
    }

    /** Again and again while there is an old key: a hub that was not yet restarted may still write with it. */
    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT2S")
    void run() {
        try {
            if (cipher.keyNames().size() > 1 || unnamed()) {
                rotate();
            }
        } catch (DataAccessException e) {
            log.warn("Secrets are not encrypted anew at the moment; it goes on in five minutes: {}", e.getMessage());
        }
    }

    private boolean unnamed() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM secret_key WHERE key_id = ?)", Boolean.class, SecretKeyCheck.UNNAMED));
    }

    /**
     * Encrypts anew what it can.
     *
     * @return how many values it was
     */
    long rotate() {
        long done = 0;
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            done += rotate(column);
        }
        long others = 0;
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            others += count(column);
        }
        left.set(others);
        tell(done, others);
        return done;
    }

    private long count(EncryptedColumn column) {
        Long values = jdbc.queryForObject(column.sql(OTHERS), Long.class, (Object) cipher.header());
        return values == null ? 0 : values;
    }

    private void tell(long done, long others) {
        String current = cipher.keyNames().getFirst();
        if (others > 0) {
            log.warn(
                    "{} secrets are now encrypted with the key {}; {} are not yet. It goes on in five minutes",
                    done,
                    current,
                    others);
            told = false;
            return;
        }
        jdbc.update("DELETE FROM secret_key WHERE key_id = ?", SecretKeyCheck.UNNAMED);
        if (done > 0 || !told) {
            log.info(
                    "{} secrets were encrypted anew; all are encrypted with the key {}{}",
                    done,
                    current,
                    cipher.keyNames().size() > 1
                            ? ". Once every hub runs with it, remove NOTIFYFLOW_SECRET_KEY_OLD"
                            : "");
            told = true;
        }
    }

    private long rotate(EncryptedColumn column) {
        long done = 0;
        long nextLine = PROGRESS;
        Object last = null;
        while (true) {
            Object from = last;
            Batch batch = transactions.execute(status -> batch(column, from));
            done += batch == null ? 0 : batch.replaced();
            if (batch == null || batch.last() == null) {
                return done;
            }
            last = batch.last();
            if (done >= nextLine) {
                log.info("Encrypting secrets anew: {} in {}", done, column);
                nextLine += PROGRESS;
            }
        }
    }

    /**
     * What a transaction came to.
     *
     * @param last the key of its last row; null when no more follow, or another hub is at it
     */
    private record Batch(long replaced, @Nullable Object last) {}

    private record Stored(Object key, byte[] value) {}

    private Batch batch(EncryptedColumn column, @Nullable Object from) {
        Boolean turn = jdbc.queryForObject("SELECT pg_try_advisory_xact_lock(?)", Boolean.class, TURN);
        if (!Boolean.TRUE.equals(turn)) {
            return new Batch(0, null);
        }
        RowMapper<Stored> mapper = (row, index) -> new Stored(row.getObject("key"), row.getBytes("value"));
        List<Stored> rows = from == null
                ? jdbc.query(column.sql(FIRST), mapper, cipher.header(), BATCH)
                : jdbc.query(column.sql(NEXT), mapper, cipher.header(), from, BATCH);
        var changes = new ArrayList<Object[]>();
        for (Stored row : rows) {
            String plain = decrypted(column, row.value());
            if (plain != null) {
                changes.add(new Object[] {cipher.encrypt(plain), row.key(), row.value()});
            }
        }
        Object last = rows.size() < BATCH ? null : rows.getLast().key();
        long replaced = 0;
        for (int changed : jdbc.batchUpdate(column.sql(REPLACE), changes)) {
            replaced += changed;
        }
        return new Batch(replaced, last);
    }

    private @Nullable String decrypted(EncryptedColumn column, byte[] value) {
        try {
            return cipher.decrypt(value);
        } catch (IllegalStateException otherKey) {
            log.warn("A secret in {} cannot be read: {}", column, otherKey.getMessage());
            return null;
        }
    }
}
