package io.notifyflow.sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** One sandbox: what it keeps, what it refuses and what it was told to get wrong. Safe for use by many threads. */
public final class Sandbox {

    private final SandboxSettings settings;
    private final SandboxMessages messages;
    private final RateLimits rateLimits;
    private final InstantSource clock;
    private final SandboxFaults faults = new SandboxFaults();
    private final Set<String> deletedWebhooks = ConcurrentHashMap.newKeySet();
    private final Set<String> blockedChannels = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ReceivedCall>> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder faulty = new LongAdder();
    private final ConcurrentMap<Integer, LongAdder> refused = new ConcurrentHashMap<>();

    public Sandbox(SandboxSettings settings) {
        this(settings, InstantSource.system());
    }

    /** A sandbox with its own clock, for tests that move time. */
    public Sandbox(SandboxSettings settings, InstantSource clock) {
        this.settings = settings;
        this.messages = new SandboxMessages(settings.keep(), settings.keepSize().toBytes());
        this.rateLimits = new RateLimits(settings, clock);
        this.clock = clock;
    }

    /** The script of faults, empty at first. */
    public SandboxFaults faults() {
        return faults;
    }

    /** From now on the listener gets each call with a body when it arrives, on the thread that serves it. */
    public void onCall(Consumer<ReceivedCall> listener) {
        listeners.add(listener);
    }

    /** From now on this webhook is unknown, as one that was deleted in Discord. */
    public void deleteWebhook(String webhookId) {
        deletedWebhooks.add(webhookId);
    }

    /** From now on this webhook or channel takes so many calls in a window. */
    public void limit(String resource, int requests, Duration window) {
        rateLimits.limit(resource, requests, window);
    }

    /** From now on this recipient's DM channel can be opened, but not written to. */
    public void blockDirectMessages(String recipientId) {
        blockedChannels.add(directMessageChannel(recipientId));
    }

    /** The id of the DM channel with this recipient. */
    public static String directMessageChannel(String recipientId) {
        return Snowflakes.derived("dm", recipientId);
    }

    /** All messages kept, oldest first. */
    public List<SandboxMessage> messages() {
        return messages.after(0, Integer.MAX_VALUE);
    }

    /** The messages kept of one channel ({@code webhook:} and the id for a webhook), oldest first. */
    public List<SandboxMessage> messages(String channel) {
        return messages().stream()
                .filter(message -> message.channel().equals(channel))
                .toList();
    }

    /** Forgets all messages and nonces; faults, marks and counts stay. */
    public void clear() {
        messages.clear();
    }

    /** The counts so far. */
    public SandboxStats stats() {
        Map<Integer, Long> byStatus = new TreeMap<>();
        refused.forEach((status, count) -> byStatus.put(status, count.sum()));
        return new SandboxStats(
                received.sum(),
                stored.sum(),
                duplicates.sum(),
                byStatus,
                throttled.sum(),
                rateLimits.early(),
                faulty.sum(),
                messages.size(),
                messages.bytes(),
                messages.dropped());
    }

    SandboxSettings settings() {
        return settings;
    }

    SandboxMessages store() {
        return messages;
    }

    RateLimits rateLimits() {
        return rateLimits;
    }

    InstantSource clock() {
        return clock;
    }

    boolean isDeletedWebhook(String webhookId) {
        return deletedWebhooks.contains(webhookId);
    }

    boolean isBlockedChannel(String channelId) {
        return blockedChannels.contains(channelId);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    void tellListeners(ReceivedCall call) {
        listeners.forEach(listener -> listener.accept(call));
    }

    void countReceived() {
        received.increment();
    }

    void countFault() {
        faulty.increment();
    }

    void countStored(boolean duplicate) {
        (duplicate ? duplicates : stored).increment();
    }

    void countRefused(int status, boolean byRateLimit) {
        refused.computeIfAbsent(status, absent -> new LongAdder()).increment();
        if (byRateLimit) {
            throttled.increment();
        }
    }
}
