package io.notifyflow.source;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Counts the polls that this hub is making, of each account and in all. */
final class PollsUnderWay {

    /** At once; most of the time they wait for others. */
    private static final int MAX = 64;
    /** Of one account, so that its slow sources leave room for others. */
    static final int SHARE = 16;

    private final Map<UUID, Started> polls = new HashMap<>();

    private record Started(UUID account, long at) {}

    /** How many more may be made now. */
    synchronized int room() {
        // What was not settled ended with its lease.
        polls.values().removeIf(poll -> System.nanoTime() - poll.at() > Polls.LEASE.toNanos());
        return MAX - polls.size();
    }

    synchronized Map<UUID, Integer> byAccount() {
        var counts = new HashMap<UUID, Integer>();
        polls.values().forEach(poll -> counts.merge(poll.account(), 1, Integer::sum));
        return counts;
    }

    synchronized void begin(Poll poll) {
        polls.put(poll.source().id(), new Started(poll.source().accountId(), System.nanoTime()));
    }

    synchronized void end(Poll poll) {
        polls.remove(poll.source().id());
    }
}
