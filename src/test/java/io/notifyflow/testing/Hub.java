package io.notifyflow.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.account.ApiKeys;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Destinations;
import io.notifyflow.event.EventIds;
import io.notifyflow.gateway.Gateway;
import io.notifyflow.sandbox.Sandbox;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The running hub, as a test sees it. */
public final class Hub {

    private static final AtomicLong WEBHOOKS = new AtomicLong(1000);

    private final Gateway gateway;
    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final List<DestinationType> types;
    private final Sandbox sandbox;

    private final MeterRegistry meters;

    Hub(
            Gateway gateway,
            JdbcClient jdbc,
            Destinations destinations,
            List<DestinationType> types,
            Sandbox sandbox,
            MeterRegistry meters) {
        this.types = types;
        this.meters = meters;
        this.gateway = gateway;
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.sandbox = sandbox;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + gateway.port());
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /** The value of a gauge. */
    public double meter(String name) {
        return meters.get(name).gauge().value();
    }

    /** An account with the categories sale and bug, a key, and no destination. */
    public TestAccount newAccount(String plan) {
        UUID account = EventIds.next();
        String key = ApiKeys.generate();
        jdbc.sql("INSERT INTO account (id, name, plan) VALUES (?, 'test', ?)")
                .params(account, plan)
                .update();
        jdbc.sql("INSERT INTO api_key (id, account_id, name, hint, key_hash) VALUES (?, ?, 'test', '…', ?)")
                .params(EventIds.next(), account, ApiKeys.hash(key))
                .update();
        var made = new TestAccount(this, account, key);
        List.of("sale", "bug", "outage", "debug").forEach(made::addCategory);
        return made;
    }

    /** An account that sees what concerns the whole hub. */
    public TestAccount newOperator() {
        TestAccount account = newAccount();
        jdbc.sql("UPDATE account SET operator = true WHERE id = ?")
                .params(account.id())
                .update();
        return account;
    }

    public TestAccount newAccount() {
        return newAccount("unlimited");
    }

    /** A webhook of the sandbox that no other test uses. */
    public static String newWebhookId() {
        return String.valueOf(WEBHOOKS.incrementAndGet());
    }

    Destinations destinations() {
        return destinations;
    }

    DestinationType type(String name) {
        return types.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
