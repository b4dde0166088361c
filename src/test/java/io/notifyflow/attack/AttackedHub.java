package io.notifyflow.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.notifyflow.account.ApiKeys;
import io.notifyflow.process.HubProcess;
import io.notifyflow.process.Inbox;
import io.notifyflow.sandbox.SandboxServer;
import io.notifyflow.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A packaged hub with a heap of 256 MiB, and two accounts: the victim, who must notice nothing, and the attacker. An
 * attack is whatever a test does within {@link #during}.
 */
public final class AttackedHub implements AutoCloseable {

    private static final String VICTIMS_KEY = "key-of-the-victim-of-attacks";
    /** Lines that the hub may log in an attack, beside those of deliveries; of one before, some may come late. */
    private static final int MAX_LINES = 120;

    private static final String DELIVERED =
            """
            SELECT e.title FROM event e JOIN delivery d ON d.event_id = e.id
            WHERE d.status = 'delivered' AND e.account_id <> ?
            """;

    private final @Nullable SandboxServer discord;
    private final Map<String, String> environment;
    private final JdbcClient jdbc;
    private final String attackersKey = ApiKeys.generate();
    private final UUID attacker = UUID.randomUUID();
    private HubProcess hub;

    /** Starts a hub that sends to a Discord of its own. */
    public AttackedHub(Path folder) {
        this(folder, SandboxServer.start());
    }

    private AttackedHub(Path folder, @Nullable SandboxServer discord) {
        this.discord = discord;
        String database = TestDatabase.createDatabase();
        environment = new HashMap<>(Map.of(
                "DATABASE_URL",
                database,
                "NOTIFYFLOW_DATA_DIR",
                folder.toString(),
                "NOTIFYFLOW_BOOTSTRAP_API_KEY",
                VICTIMS_KEY,
                // The feeds and receivers of the attacker.
                "NOTIFYFLOW_OUTBOUND_ALLOW",
                "127.0.0.1"));
        if (discord != null) {
            environment.put("NOTIFYFLOW_DISCORD_API_BASE", discord.apiBase().toString());
        }
        hub = HubProcess.start("attacked", environment);
        jdbc = JdbcClient.create(TestDatabase.dataSource(database));
        addAttacker();
    }

    /** Starts a hub whose own sandbox stands in for Discord. */
    public static AttackedHub withSandbox(Path folder) {
        return new AttackedHub(folder, null);
    }

    /** Kills it and starts it again, as an orchestrator does with a hub that has died. */
    public void killAndStart() {
        hub.kill();
        hub = HubProcess.start("attacked-again", environment);
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

    /** The titles of the victim's events that got through. */
    private Supplier<List<String>> delivered() {
        return discord == null
                ? () -> jdbc.sql(DELIVERED).param(attacker).query(String.class).list()
                : Inbox.ofFirst(discord)::titles;
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
        try (var victim = new Victim(address(), VICTIMS_KEY, delivered())) {
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
        if (discord != null) {
            discord.close();
        }
    }
}
