package io.notifyflow.gateway.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.notifyflow.gateway.connection.ClosedConnections.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Four times a second it looks at all of them, which spares each request timers of
 * its own; times are as exact as that.
 */
public final class LoopConnections {

    private static final long SWEEP_MILLIS = 250;
    /** A connection that waited for its client for this long may be closed in favour of another. */
    private static final long EVICTABLE_NANOS = 1_000_000_000L;
    /** What an idle connection gets while three quarters of all connections are in use. */
    private static final long IDLE_WHEN_FULL_NANOS = 5_000_000_000L;

    private static final int NETWORK_BYTES = 8;

    private final Connections all;
    private final Predicate<String> proxies;
    private final Set<ClientConnection> connections = new HashSet<>();
    private long now = System.nanoTime();

    LoopConnections(Connections all, Vertx vertx, Predicate<String> proxies) {
        this.all = all;
        this.proxies = proxies;
        vertx.setPeriodic(SWEEP_MILLIS, ignored -> sweep());
    }

    /** The time of the last look, in nanoseconds. */
    long now() {
        return now;
    }

    Connections all() {
        return all;
    }

    /** Takes a new connection, before anything of it is read. */
    public void opened(HttpConnection opened) {
        Channel channel = ((ConnectionBase) opened).channel();
        String client = client(channel);
        var connection = new ClientConnection(this, client);
        int ofClient = all.add(client);
        connections.add(connection);
        channel.closeFuture().addListener(ignored -> {
            connections.remove(connection);
            all.remove(client);
        });
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore("httpDecoder", "connection", connection);
        pipeline.addBefore("handler", "answers", connection.answers());
        channel.attr(ClientConnection.KEY).set(connection);
        boolean tooMany = ofClient > all.settings().connectionsPerClient();
        if ((tooMany || all.open() > all.settings().connections()) && !evictOldest(tooMany ? client : null)) {
            all.closed().count(Reason.TOO_MANY);
            channel.close();
        }
    }

    /** The address of the client, null for a trusted proxy. An IPv6 client has all addresses of its network. */
    private @Nullable String client(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress socket)) {
            return "";
        }
        InetAddress address = socket.getAddress();
        if (proxies.test(address.getHostAddress())) {
            return null;
        }
        return address instanceof Inet6Address six ? network(six) : address.getHostAddress();
    }

    private static String network(Inet6Address address) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /** Closes the connection that has waited for its client for longest, of this client or of any. */
    private boolean evictOldest(@Nullable String client) {
        ClientConnection oldest = null;
        for (ClientConnection each : connections) {
            if ((client == null || client.equals(each.client()))
                    && each.waitsForClient()
                    && now - each.since() > EVICTABLE_NANOS
                    && (oldest == null || each.since() - oldest.since() < 0)) {
                oldest = each;
            }
        }
        if (oldest != null) {
            oldest.close(Reason.TOO_MANY);
        }
        return oldest != null;
    }

    /** Refuses the body that has been arriving for longest, other than this one, so that others have room. */
    boolean refuseOldestBody(ClientConnection other) {
        ClientConnection oldest = null;
        for (ClientConnection each : connections) {
            if (each != other && each.holdsUnfinishedBody() && (oldest == null || each.since() - oldest.since() < 0)) {
                oldest = each;
            }
        }
        if (oldest != null) {
            oldest.refuseBody(BodyProblems.exhausted(), Reason.TOO_MANY_BYTES);
        }
        return oldest != null;
    }

    private void sweep() {
        now = System.nanoTime();
        boolean crowded = all.open() > all.settings().connections() / 4 * 3;
        // What closes leaves the set later, when its channel tells.
        for (ClientConnection each : connections.toArray(ClientConnection[]::new)) {
            each.look(now, crowded ? IDLE_WHEN_FULL_NANOS : Long.MAX_VALUE);
        }
        all.closed().log(now);
    }
}
