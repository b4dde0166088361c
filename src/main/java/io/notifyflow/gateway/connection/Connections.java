package io.notifyflow.gateway.connection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Counts the connections of the public port, by address and together, and gives each event loop its part of them. */
@Component
public class Connections {

    private final ConnectionSettings settings;
    private final ClosedConnections closed;
    private final BodyBudget budget;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<String, Integer> perClient = new ConcurrentHashMap<>();

    public Connections(ConnectionSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.closed = new ClosedConnections(registry);
        this.budget = new BodyBudget(
                settings.bodies().toBytes(), settings.bodiesPerClient().toBytes());
        Gauge.builder("notifyflow.connections.open", open, AtomicInteger::get)
                .description("Open connections of the public port")
                .register(registry);
        Gauge.builder("notifyflow.bodies.held", budget, BodyBudget::held)
                .description("Bytes that bodies hold which arrive slowly or wait")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * The connections of the event loop that calls this.
     *
     * @param proxies whether an address is that of a trusted proxy
     */
    public LoopConnections ofThisLoop(Vertx vertx, Predicate<String> proxies) {
        return new LoopConnections(this, vertx, proxies);
    }

    ConnectionSettings settings() {
        return settings;
    }

    ClosedConnections closed() {
        return closed;
    }

    BodyBudget budget() {
        return budget;
    }

    /** Adds one connection of this client, null for a trusted proxy, and returns how many it has. */
    int add(@org.jspecify.annotations.Nullable String client) {
        open.incrementAndGet();
        return client == null ? 0 : perClient.merge(client, 1, Integer::sum);
    }

    void remove(@org.jspecify.annotations.Nullable String client) {
        open.decrementAndGet();
        if (client != null) {
            perClient.computeIfPresent(client, (any, known) -> known <= 1 ? null : known - 1);
        }
    }

    /** Open connections of the public port. */
    public int open() {
        return open.get();
    }

    /** The bytes that bodies hold. */
    public long heldBytes() {
        return budget.held();
    }
}
