package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.process.HubProcess;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A packaged hub with a heap of 256 MiB, a Discord of its own and two accounts: the victim, who must notice nothing, and
 * the attacker. An attack is whatever a test does within {@link #during}.
 */
public final class AttackedHub implements AutoCloseable {

    private static final String VICTIMS_KEY = "key-of-the-victim-of-attacks";
    /** Lines that the hub may log in an attack, beside those of deliveries. */
    private static final int MAX_LINES = 60;

    private final SandboxServer discord = SandboxServer.start();
    private final HubProcess hub;
    private final JdbcClient jdbc;
    private final String attackersKey = ApiKeys.generate();
    private final UUID attacker = UUID.randomUUID();

    /**
     * Starts the hub.
     *
     * @param settings beside the database and Discord
     */
    public AttackedHub(Path folder, Map<String, String> settings) {
        String database = TestDatabase.createDatabase();
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", database);
        environment.put("NOTIFYFLOW_DATA_DIR", folder.toString());
        environment.put("NOTIFYFLOW_BOOTSTRAP_API_KEY", VICTIMS_KEY);
        environment.put("NOTIFYFLOW_DISCORD_API_BASE", discord.apiBase().toString());
        hub = HubProcess.start("attacked", environment);
        jdbc = JdbcClient.create(TestDatabase.dataSource(database));
        addAttacker();
    }

    private void addAttacker() {
        jdbc.sql("INSERT INTO account (id, name, plan) VALUES (?, 'Attacker', 'free')")
                .params(attacker)
                .update();
        jdbc.sql("INSERT INTO api_key (id, account_id, name, hint, key_hash) VALUES (?, ?, 'Key', 'nfk_', ?)")
                .params(UUID.randomUUID(), attacker, ApiKeys.hash(attackersKey))
                .update();
        jdbc.sql("INSERT INTO category (id, account_id, name, color) VALUES (?, ?, 'sale', 0)")
                .params(UUID.randomUUID(), attacker)
                .update();
    }

    public URI address() {
        return hub.address();
    }

    /** The key of the account that attacks, on the plan free. */
    public String attackersKey() {
        return attackersKey;
    }

    public UUID attacker() {
        return attacker;
    }

    /** The database, for rows that no API would make. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    SandboxServer discord() {
        return discord;
    }

    /** What an attack does; it may throw what it likes. */
    public interface Attack {
        void run() throws Exception;
    }

    /**
     * Runs the attack while the victim sends events and probes ask, and checks that neither noticed: no answer but 202,
     * 99 of 100 within a second, each probe within a second, all events delivered within ten seconds after the attack,
     * and the hub neither out of memory nor talkative.
     */
    public void during(Attack attack) throws Exception {
        long linesBefore = lines();
        try (var victim = new Victim(address(), VICTIMS_KEY, discord)) {
            victim.awaitAccepted(20);
            victim.beginMeasuring();
            attack.run();
            victim.checkServed();
        }
        assertThat(hub.isRunning()).as("the hub runs").isTrue();
        assertThat(hub.output()).doesNotContain("OutOfMemoryError");
        assertThat(lines() - linesBefore).as("lines logged:\n" + hub.output()).isLessThan(MAX_LINES);
    }

    private long lines() {
        return hub.output()
                .lines()
                .filter(line -> !line.contains(".delivery.attempt"))
                // Refusals, of which at most ten a second have a line.
                .filter(line -> !line.contains("io.notifyflow.security"))
                .count();
    }

    @Override
    public void close() {
        hub.close();
        discord.close();
    }
}
