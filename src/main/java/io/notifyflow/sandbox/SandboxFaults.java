package io.notifyflow.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The script of what goes wrong. A target is a channel's id, a webhook's id, or {@link #ANY} for every call; what is
 * scripted for the target itself comes before what is scripted for any, and {@code next} before {@code always}.
 */
public final class SandboxFaults {

    /** Every call, whichever its resource. */
    public static final String ANY = "*";

    private final Map<String, Deque<SandboxFault>> next = new HashMap<>();
    private final Map<String, SandboxFault> always = new HashMap<>();

    /** Read without the lock, so that an unscripted sandbox pays nothing. */
    private volatile boolean scripted;

    /** One call to the target fails this way; several are taken in the order they were scripted. */
    public synchronized void next(String target, SandboxFault fault) {
        next.computeIfAbsent(target, absent -> new ArrayDeque<>()).add(fault);
        scripted = true;
    }

    /** Every call to the target fails this way, until {@link #clear}. */
    public synchronized void always(String target, SandboxFault fault) {
        always.put(target, fault);
        scripted = true;
    }

    /** Forgets the script. */
    public synchronized void clear() {
        next.clear();
        always.clear();
        scripted = false;
    }

    @Nullable
    SandboxFault take(String target) {
        return scripted ? takeScripted(target) : null;
    }

    private synchronized @Nullable SandboxFault takeScripted(String target) {
        SandboxFault fault = poll(target);
        if (fault == null) {
            fault = poll(ANY);
        }
        if (fault == null) {
            fault = always.get(target);
        }
        return fault == null ? always.get(ANY) : fault;
    }

    private @Nullable SandboxFault poll(String target) {
        Deque<SandboxFault> queue = next.get(target);
        return queue == null ? null : queue.poll();
    }
}
