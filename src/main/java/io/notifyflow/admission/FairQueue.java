package io.notifyflow.admission;

import io.notifyflow.event.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Events in the order of their arrival for each account, and a share for every account in what is taken out. */
final class FairQueue {

    private final int capacity;
    private final long mostCharacters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition any = lock.newCondition();
    /** In the order in which they are next served. */
    private final Map<UUID, Deque<Event>> accounts = new LinkedHashMap<>();

    private int size;
    private long characters;

    /** Holds no more than so many events, and none after those that hold so many characters together. */
    FairQueue(int capacity, long mostCharacters) {
        this.capacity = capacity;
        this.mostCharacters = mostCharacters;
    }

    /** Waits for room; false if there was none in that time. */
    boolean offer(Event event, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (size == capacity || characters >= mostCharacters) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            accounts.computeIfAbsent(event.accountId(), account -> new ArrayDeque<>())
                    .add(event);
            characters += event.content().characters();
            if (size++ == 0) {
                any.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something, for that long at most; whether there is. */
    boolean awaitAny(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (size == 0 && left > 0) {
                left = any.awaitNanos(left);
            }
            return size > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes at most so many: as many of one account as of any other, while all of them have some. */
    List<Event> take(int most) {
        lock.lock();
        try {
            var taken = new ArrayList<Event>(Math.min(most, size));
            while (taken.size() < most && size > 0) {
                round(taken, most);
            }
            room.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void round(List<Event> taken, int most) {
        int share = Math.max(1, (most - taken.size()) / accounts.size());
        var served = new LinkedHashMap<UUID, Deque<Event>>();
        Iterator<Map.Entry<UUID, Deque<Event>>> turns = accounts.entrySet().iterator();
        while (turns.hasNext() && taken.size() < most) {
            Map.Entry<UUID, Deque<Event>> turn = turns.next();
            turns.remove();
            Deque<Event> waiting = turn.getValue();
            for (int i = 0; i < share && !waiting.isEmpty() && taken.size() < most; i++) {
                Event event = waiting.remove();
                taken.add(event);
                size--;
                characters -= event.content().characters();
            }
            if (!waiting.isEmpty()) {
                served.put(turn.getKey(), waiting);
            }
        }
        accounts.putAll(served);
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return size == 0;
        } finally {
            lock.unlock();
        }
    }
}
