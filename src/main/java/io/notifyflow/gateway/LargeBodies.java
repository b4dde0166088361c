package io.notifyflow.gateway;

import io.notifyflow.account.SourceSizes;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Bounds the bytes of the large bodies that are read or in work together: as many as the largest single body may have. The
 * next ones wait, one of each client in turn.
 */
@Component
final class LargeBodies {

    /** Bodies up to here need no turn. */
    static final int FROM = 1024 * 1024;

    private static final int MAX_WAITING = 128;
    private static final int MAX_WAITING_PER_CLIENT = 32;

    private final long max;
    private final Map<Object, ArrayDeque<Turn>> waiting = new LinkedHashMap<>();
    private int waits;
    private long held;

    LargeBodies(SourceSizes sizes) {
        max = Math.max(FROM, sizes.largest());
    }

    /** The room for one body. */
    final class Turn {
        private final Object client;
        private final long bytes;
        private final Runnable begin;
        private boolean begun;
        private boolean ended;

        private Turn(Object client, long bytes, Runnable begin) {
            this.client = client;
            this.bytes = bytes;
            this.begin = begin;
        }

        /** Gives the room back, or no longer waits for it; a second time does nothing. On any thread. */
        void end() {
            synchronized (LargeBodies.this) {
                if (ended) {
                    return;
                }
                ended = true;
                if (begun) {
                    held -= bytes;
                } else {
                    leave(this);
                }
            }
            beginNext();
        }
    }

    /**
     * Waits for room.
     *
     * @param bytes at most the largest size of a body
     * @param begin run once there is room, on any thread; soon, or never if the turn ends before
     * @return null if too many wait already
     */
    @Nullable
    Turn await(Object client, long bytes, Runnable begin) {
        var turn = new Turn(client, Math.min(bytes, max), begin);
        synchronized (this) {
            ArrayDeque<Turn> ofClient = waiting.computeIfAbsent(client, any -> new ArrayDeque<>());
            if (waits == MAX_WAITING || ofClient.size() == MAX_WAITING_PER_CLIENT) {
                if (ofClient.isEmpty()) {
                    waiting.remove(client);
                }
                return null;
            }
            ofClient.add(turn);
            waits++;
        }
        beginNext();
        return turn;
    }

    private void leave(Turn turn) {
        ArrayDeque<Turn> ofClient = waiting.get(turn.client);
        if (ofClient != null && ofClient.remove(turn)) {
            waits--;
            if (ofClient.isEmpty()) {
                waiting.remove(turn.client);
            }
        }
    }

    private void beginNext() {
        for (Turn turn = next(); turn != null; turn = next()) {
            turn.begin.run();
        }
    }

    /** The next one in turn, if there is room for it; a small one does not pass a large one. */
    private synchronized @Nullable Turn next() {
        Iterator<ArrayDeque<Turn>> clients = waiting.values().iterator();
        if (!clients.hasNext()) {
            return null;
        }
        ArrayDeque<Turn> ofClient = clients.next();
        Turn turn = ofClient.getFirst();
        if (held + turn.bytes > max) {
            return null;
        }
        ofClient.removeFirst();
        clients.remove();
        if (!ofClient.isEmpty()) {
            // Behind those of the other clients.
            waiting.put(turn.client, ofClient);
        }
        waits--;
        held += turn.bytes;
        turn.begun = true;
        return turn;
    }

    /** Whether a body waits for room. */
    synchronized boolean isAwaited() {
        return waits > 0;
    }

    /** The bytes that are held now. */
    synchronized long held() {
        return held;
    }
}
