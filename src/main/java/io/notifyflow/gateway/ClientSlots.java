package io.notifyflow.gateway;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bounds how many requests of one kind are in work at a time, of one client and of all together. */
final class ClientSlots {

    private final Slots all;
    private final int maxPerClient;
    private final ConcurrentMap<String, Integer> perClient = new ConcurrentHashMap<>();

    ClientSlots(int max, int maxPerClient) {
        this.all = new Slots(max);
        this.maxPerClient = Math.max(1, maxPerClient);
    }

    /** Takes a slot, which must be given back, if one is free for this client. */
    boolean take(String client) {
        if (perClient.merge(client, 1, Integer::sum) <= maxPerClient && all.take()) {
            return true;
        }
        leave(client);
        return false;
    }

    /** Takes a slot for one of many clients that cannot be told apart. */
    boolean takeShared() {
        return all.take();
    }

    void giveShared() {
        all.give();
    }

    void give(String client) {
        leave(client);
        all.give();
    }

    private void leave(String client) {
        perClient.computeIfPresent(client, (any, known) -> known <= 1 ? null : known - 1);
    }
}
