package io.notifyflow.gateway.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that bodies hold, of each client and of all together. A client is an account or, where none is known,
 * an address. A body that is whole with its first bytes is not counted while it arrives.
 */
public final class BodyBudget {

    private final long max;
    private final long maxPerClient;
    private final AtomicLong held = new AtomicLong();
    private final ConcurrentMap<Object, Long> perClient = new ConcurrentHashMap<>();

    BodyBudget(long max, long maxPerClient) {
        this.max = max;
        this.maxPerClient = maxPerClient;
    }

    /** What became of a wish for more bytes. */
    enum Decision {
        TAKEN,
        CLIENT_EXHAUSTED,
        EXHAUSTED
    }

    Decision take(Object client, long bytes) {
        if (perClient.merge(client, bytes, Long::sum) > maxPerClient) {
            giveClient(client, bytes);
            return Decision.CLIENT_EXHAUSTED;
        }
        if (held.addAndGet(bytes) > max) {
            held.addAndGet(-bytes);
            giveClient(client, bytes);
            return Decision.EXHAUSTED;
        }
        return Decision.TAKEN;
    }

    void give(Object client, long bytes) {
        if (bytes > 0) {
            held.addAndGet(-bytes);
            giveClient(client, bytes);
        }
    }

    private void giveClient(Object client, long bytes) {
        perClient.computeIfPresent(client, (any, known) -> known <= bytes ? null : known - bytes);
    }

    long maxPerClient() {
        return maxPerClient;
    }

    /** The bytes that are held now. */
    public long held() {
        return held.get();
    }
}
