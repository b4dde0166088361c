package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The deliveries of a destination that were handed over in memory and are not in the table. None is handed over while
 * the table may hold one that comes before it.
 */
final class HandedOver {

    /** Beyond it the destination does not keep up, and the table is the better place to wait in. */
    private static final int MOST = 500;

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private boolean tableFirst = true;
    /** How many more have to come before the worker is woken for them; none if less than one. */
    private int missing;

    /** Insertions into the table that were begun, and that have ended. */
    private long announced;

    private long arrived;

    /** Whether the next deliveries may be handed over. */
    synchronized boolean open() {
        return !tableFirst && waiting.size() < MOST;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Says that deliveries are about to be inserted into the table. */
    synchronized void announce() {
        announced++;
        tableFirst = true;
    }

    /** Says that the insertion has ended, well or not. */
    synchronized void arrive() {
        arrived++;
    }

    /** Whether the worker is to be woken for them. */
    synchronized boolean add(List<Delivery> deliveries) {
        waiting.addAll(deliveries);
        missing -= deliveries.size();
        return missing <= 0;
    }

    /**
     * Until the next ones are taken, the worker need not be woken for less than this: it has set itself a time, and
     * deliveries that come one by one before it would wake it for nothing.
     */
    synchronized void gather(int enough) {
        // What came since the last ones were taken has woken the worker.
        missing = enough;
    }

    /** From now on the table comes first, and whatever still comes here wakes the worker, which puts it there. */
    synchronized void lookAtTable() {
        tableFirst = true;
        missing = 0;
    }

    synchronized boolean tableFirst() {
        return tableFirst;
    }

    /** To be asked before the table is read; negative while an insertion is under way. */
    synchronized long insertions() {
        return announced == arrived ? announced : -1;
    }

    /** The table was read and is empty; counts unless something has been inserted since. */
    synchronized void tableIsEmpty(long insertionsBefore) {
        if (insertionsBefore == announced) {
            tableFirst = false;
        }
    }

    /** Takes the first ones out. */
    synchronized List<Delivery> take(int most) {
        missing = 0;
        var taken = new ArrayList<Delivery>(Math.min(most, waiting.size()));
        while (taken.size() < most && !waiting.isEmpty()) {
            taken.add(waiting.removeFirst());
        }
        return taken;
    }

    /** Puts those back before all others that were taken and are not in the table yet. */
    synchronized void putBack(List<Delivery> taken) {
        for (Delivery delivery : taken.reversed()) {
            if (!delivery.stored()) {
                waiting.addFirst(delivery);
            }
        }
    }
}
