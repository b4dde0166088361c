package io.notifyflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.notifyflow.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The key of the secrets is changed, with a kill -9 in the middle, until the old one is not needed any more. */
@ExtendWith(HubOutput.class)
@Timeout(300)
class SecretKeyIT {

    private static final int RECEIPTS = 60_000;
    private static final String WEBHOOK = "https://discord.com/api/webhooks/123456789012345678/planted-token";

    @TempDir
    private static Path temporary;

    private final String database = TestDatabase.createDatabase();
    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.dataSource(database));

    @Test
    void isChangedWhileTheHubIsKilledAndTheOldOneIsDropped() throws InterruptedException {
        String first = key(1);
        String second = key(2);
        try (HubProcess hub = HubProcess.start("first-key", settings(first, null))) {
            fill();
            assertThat(headers()).isEqualTo(1);
            hub.kill();
        }
        try (HubProcess hub = HubProcess.start("both-keys", settings(second, first))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> headers() == 2);
            hub.kill();
        }
        try (HubProcess hub = HubProcess.start("both-keys-again", settings(second, first))) {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> hub.output().contains("remove NOTIFYFLOW_SECRET_KEY_OLD"));
            assertThat(headers()).isEqualTo(1);
            assertThat(hub.output()).contains("Encrypting secrets anew").doesNotContain(first, second);
            hub.kill();
        }
        try (HubProcess hub = HubProcess.start("second-key", settings(second, null))) {
            hub.kill();
        }
        try (HubProcess hub = HubProcess.launch("first-key-again", settings(first, null))) {
            assertThat(hub.exitCodeWithin(Duration.ofSeconds(60))).isNotZero();
            assertThat(hub.output())
                    .contains("APPLICATION FAILED TO START", "NOTIFYFLOW_SECRET_KEY does not fit this database")
                    .doesNotContain(first, second, "\tat ");
        }
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private Map<String, String> settings(String key, @org.jspecify.annotations.Nullable String old) {
        var settings = new HashMap<>(Map.of(
                "DATABASE_URL",
                database,
                "NOTIFYFLOW_DATA_DIR",
                temporary.resolve("data").toString(),
                "NOTIFYFLOW_BOOTSTRAP_DISCORD_WEBHOOK_URL",
                WEBHOOK,
                "NOTIFYFLOW_SECRET_KEY",
                key));
        if (old != null) {
            settings.put("NOTIFYFLOW_SECRET_KEY_OLD", old);
        }
        return settings;
    }

    /** Receipts with what the hub encrypted for its own destination. */
    private void fill() {
        jdbc.sql(
                        """
                        INSERT INTO webhook_receipt (id, provider, event_id, type, payload, received_at, state)
                        SELECT gen_random_uuid(), 'stripe', i, 'invoice.paid', d.secret, now(), 'applied'
                        FROM generate_series(1, ?) i, (SELECT secret FROM destination WHERE secret IS NOT NULL LIMIT 1) d
                        """)
                .param(RECEIPTS)
                .update();
    }

    /** How many keys made what is there now. */
    private int headers() {
        return jdbc.sql("SELECT count(DISTINCT substring(payload FROM 1 FOR 8)) FROM webhook_receipt")
                .query(Integer.class)
                .single();
    }
}
