package io.notifyflow.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest messages, in the order of their ids, and the nonces seen lately. */
final class SandboxMessages {

    /** Discord says "the past few minutes". */
    static final Duration NONCE_MEMORY = Duration.ofMinutes(5);

    /** Some 10 MB; below 160 direct messages a second the time above ends first. */
    private static final int NONCES = 50_000;

    /** A message's own objects and its place, beside its text. */
    private static final int OVERHEAD = 300;

    /** A ring: the oldest message stands at {@code first}. */
    private final @Nullable SandboxMessage[] ring;

    private final Map<Nonce, Long> nonces = new LinkedHashMap<>();
    private int first;
    private int size;
    private long lastId;
    private long bytes;
    private long dropped;

    private final long maxBytes;

    /** @param maxBytes what the messages may take together, as {@link #sizeOf} counts */
    SandboxMessages(int keep, long maxBytes) {
        ring = new SandboxMessage[keep];
        this.maxBytes = maxBytes;
    }

    /** What a message takes in memory, at most: Java has up to two bytes a character. */
    static long sizeOf(SandboxMessage message) {
        return OVERHEAD + 2L * (message.json().length() + message.channel().length());
    }

    /** A nonce counts per channel: all messages with one are by the same bot. */
    record Nonce(String channel, String value) {}

    /**
     * Keeps a message, unless its nonce must be new and is not.
     *
     * @param body the message without its id
     * @return the message now kept, or the first one with this nonce
     */
    synchronized Added add(String channel, Instant time, String body, @Nullable Nonce nonce, boolean enforceNonce) {
        if (nonce != null) {
            forgetNoncesBefore(time.minus(NONCE_MEMORY));
            Long known = nonces.get(nonce);
            if (known != null && enforceNonce) {
                SandboxMessage kept = find(known);
                return new Added(kept == null ? message(known, channel, time, body) : kept, true);
            }
        }
        lastId = Snowflakes.after(lastId, time);
        if (nonce != null) {
            nonces.putIfAbsent(nonce, lastId);
        }
        SandboxMessage message = message(lastId, channel, time, body);
        append(message);
        return new Added(message, false);
    }

    /** What became of a message. */
    record Added(SandboxMessage message, boolean duplicate) {}

    private static SandboxMessage message(long id, String channel, Instant time, String body) {
        return new SandboxMessage(id, channel, time, "{\"id\":\"" + id + "\"," + body.substring(1));
    }

    private void append(SandboxMessage message) {
        long needed = sizeOf(message);
        while (size > 0 && (size == ring.length || bytes + needed > maxBytes)) {
            dropOldest();
        }
        ring[(first + size) % ring.length] = message;
        size++;
        bytes += needed;
    }

    private void dropOldest() {
        bytes -= sizeOf(at(0));
        ring[first] = null;
        first = (first + 1) % ring.length;
        size--;
        dropped++;
    }

    private void forgetNoncesBefore(Instant time) {
        Iterator<Long> oldestFirst = nonces.values().iterator();
        while (oldestFirst.hasNext()) {
            long id = oldestFirst.next();
            if (nonces.size() < NONCES && !Snowflakes.timeOf(id).isBefore(time)) {
                return;
            }
            oldestFirst.remove();
        }
    }

    private @Nullable SandboxMessage find(long id) {
        int index = firstAfter(id) - 1;
        return index >= 0 && at(index).id() == id ? at(index) : null;
    }

    /** Oldest first. */
    synchronized List<SandboxMessage> after(long id, int limit) {
        int start = firstAfter(id);
        return copy(start, start + Math.min(limit, size - start));
    }

    /** Oldest first: the newest ones that are older than this id. */
    synchronized List<SandboxMessage> before(long id, int limit) {
        int end = firstAfter(id - 1);
        return copy(Math.max(0, end - limit), end);
    }

    private List<SandboxMessage> copy(int start, int end) {
        List<SandboxMessage> messages = new ArrayList<>(end - start);
        for (int index = start; index < end; index++) {
            messages.add(at(index));
        }
        return messages;
    }

    private int firstAfter(long id) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).id() <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private SandboxMessage at(int index) {
        return Objects.requireNonNull(ring[(first + index) % ring.length]);
    }

    synchronized int size() {
        return size;
    }

    /** What the kept messages take in memory. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized long dropped() {
        return dropped;
    }

    /** Forgets messages and nonces; ids go on rising. */
    synchronized void clear() {
        Arrays.fill(ring, null);
        nonces.clear();
        first = 0;
        size = 0;
        bytes = 0;
    }
}
