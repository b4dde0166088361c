package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.Attempt;
import io.notifyflow.delivery.Batching;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Delivers to one destination, one message at a time and in the order of the events: the head of the queue is
 * delivered or given up before its successor is tried. What comes next is read from the table, until nothing is left
 * there; from then on it is handed over in memory, for as long as all goes well.
 */
class DestinationWorker {

    private static final Logger log = LoggerFactory.getLogger(DestinationWorker.class);
    private static final int READ = 50;
    private static final int MOST_IN_DIGEST = 1000;
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    /** What waits longer waits in the table. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(250);
    /** A lane is kept for so long after its last message: the next event then needs no claim. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final UUID destination;
    private final UUID account;
    private final WorkerTools tools;
    private final HandedOver handedOver = new HandedOver();
    private final Gathering gathering;
    /** Wake-ups not yet looked into; from 0 to 1 starts the worker, and 0 again ends it. */
    private final AtomicInteger wakeUps = new AtomicInteger();
    /** Where the last deliveries of the table led; null until some were read, and after a change of the account. */
    private volatile @Nullable Target target;
    /** Counts what makes the target doubtful, so that a read that began before does not bring it back. */
    private final AtomicInteger doubts = new AtomicInteger();
    /** Kept after the last message, for a while. Changed by the running worker only. */
    private volatile @Nullable Lane lane;

    private volatile long usedAt = System.nanoTime();
    /** Another hub keeps a lane for a while; asking for it with each event would be in vain. */
    private long heldElsewhereUntil = System.nanoTime();
    /** What was refused as part of a message, until it has been sent alone. Touched by the running worker only. */
    private final Set<UUID> alone = new HashSet<>();

    DestinationWorker(UUID destination, UUID account, WorkerTools tools) {
        this.destination = destination;
        this.account = account;
        this.tools = tools;
        this.gathering = new Gathering(tools.slots());
    }

    void wake() {
        if (tools.schedule().running() && wakeUps.getAndIncrement() == 0) {
            tools.schedule().execute(this::run);
        }
    }

    /** Where deliveries can be handed over to now; null where the table is the place for them. */
    @Nullable
    Target direct() {
        Lane kept = lane;
        Target known = target;
        return known != null && kept != null && kept.held() && handedOver.open() && direct(known) ? known : null;
    }

    /** A digest gathers in the table; and a repetition can only be recognised if the message was named there before. */
    private boolean direct(Target known) {
        return known.batching() != Batching.DIGEST
                && !tools.kinds().of(known.type()).recognisesRepeats();
    }

    /** Delivers these after all that is in the table. */
    void handOver(List<Delivery> deliveries) {
        if (handedOver.add(deliveries)) {
            wake();
        }
    }

    /** Says that deliveries are about to be inserted into the table; {@link #arrived} must follow. */
    void announce() {
        handedOver.announce();
    }

    void arrived() {
        handedOver.arrive();
        wake();
    }

    /** Something is due in the table that was not announced here. */
    void lookAtTable() {
        handedOver.lookAtTable();
        wake();
    }

    void accountChanged(UUID changed) {
        if (changed.equals(account)) {
            forget();
        }
    }

    /** What is known of the destination may not hold any more. */
    void forget() {
        doubts.incrementAndGet();
        target = null;
        handedOver.lookAtTable();
        if (lane != null) {
            wake();
        }
    }

    /** Another hub has stored something, and asks the holder of the lane. */
    void calledFor() {
        if (lane != null) {
            lookAtTable();
        }
    }

    /** Gives the lane back if there was nothing to send for a while. */
    void rest() {
        if (lane != null && System.nanoTime() - usedAt > KEPT.toNanos() && wakeUps.compareAndSet(0, 1)) {
            tools.schedule().execute(this::leaveLane);
        }
    }

    private void leaveLane() {
        Lane left = lane;
        try {
            if (left != null && giveBack(left)) {
                wakeUps.incrementAndGet();
            }
        } catch (RuntimeException e) {
            // It expires by itself.
            log.debug("The lane of destination {} could not be given back", destination, e);
        }
        if (!wakeUps.compareAndSet(1, 0)) {
            run();
        }
    }

    private void run() {
        int seen;
        boolean more;
        do {
            seen = wakeUps.get();
            more = false;
            try {
                more = !closed() && deliverInAPlace();
            } catch (RuntimeException e) {
                log.warn(
                        "Deliveries to destination {} pause for a moment: {}",
                        destination,
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
                wakeIn(AFTER_TROUBLE);
            }
        } while (more || !wakeUps.compareAndSet(seen, 0) && tools.schedule().running());
    }

    /** Whether nothing of this kind can be called for now; what waits in memory for long goes to the table. */
    private boolean closed() {
        Target known = target;
        if (known == null) {
            return false;
        }
        if (stopped(known)) {
            storeLeft();
            return true;
        }
        Duration closed = tools.kinds().of(known.type()).closedFor(account);
        if (closed.isPositive()) {
            wakeIn(closed);
            storeLongWaiting();
        }
        return closed.isPositive();
    }

    /** Until an operator starts the route again, and a look at the table finds what waits. */
    private boolean stopped(Target known) {
        return tools.stops().isStopped("deliver." + known.type());
    }

    private boolean deliverInAPlace() {
        try (Places.Place place = tools.places().take(account)) {
            return tools.schedule().running() && deliver(place);
        }
    }

    /** Whether there is more to deliver at once. */
    private boolean deliver(Places.Place place) {
        Lane held = heldLane();
        if (held == null) {
            handedOver.lookAtTable();
            storeLongWaiting();
            tools.schedule().callHolder(destination);
            return false;
        }
        boolean emptied = false;
        boolean more = false;
        try {
            emptied = deliver(place, held);
        } finally {
            usedAt = System.nanoTime();
            if (target == null || held.circuit().failing()) {
                // Not all is well: what is known of the lane is read anew next time.
                more = giveBack(held);
            }
            storeLongWaiting();
        }
        return emptied && more;
    }

    /** Whether something waits in the table. */
    private boolean giveBack(Lane held) {
        lane = null;
        try {
            // Before the lane is free: whoever finds it so finds all that waits.
            storeLeft();
        } catch (RuntimeException e) {
            tools.lanes().lost(held);
            throw e;
        }
        return tools.lanes().leave(held, destination);
    }

    private @Nullable Lane heldLane() {
        Lane kept = lane;
        if (kept != null && kept.held()) {
            return kept;
        }
        if (kept != null) {
            lane = null;
            tools.lanes().lost(kept);
        }
        handedOver.lookAtTable();
        if (heldElsewhereUntil - System.nanoTime() > 0) {
            return null;
        }
        Lane claimed = tools.lanes().claim(destination).orElse(null);
        lane = claimed;
        if (claimed == null) {
            heldElsewhereUntil = System.nanoTime() + SHORT_WAIT.toNanos();
        }
        return claimed;
    }

    /** Whether everything was delivered that waited, and something did. */
    private boolean deliver(Places.Place place, Lane held) {
        List<Delivery> waiting = List.of();
        boolean delivered = false;
        try {
            boolean more = true;
            while (more) {
                place.letOthersGo();
                held.enter();
                try {
                    if (!mayGoOn(held)) {
                        return false;
                    }
                    if (target == null) {
                        // The account was changed: the destination may be held by now, or lead elsewhere.
                        handedOver.putBack(waiting);
                        waiting = List.of();
                    }
                    waiting = waiting.isEmpty() ? next(held) : waiting;
                    if (waiting.isEmpty()) {
                        return delivered;
                    }
                    Sent sent = due(waiting) ? send(place, held, waiting) : Sent.NOTHING;
                    more = sent.more();
                    delivered = more;
                    waiting = waiting.subList(sent.count(), waiting.size());
                    if (handedOver.tableFirst()
                            && (sent.reread()
                                    || !waiting.isEmpty() && !waiting.getFirst().stored())) {
                        handedOver.putBack(waiting);
                        waiting = List.of();
                    }
                } finally {
                    held.leave();
                }
            }
            return false;
        } finally {
            handedOver.putBack(waiting);
        }
    }

    /**
     * @param count  of the waiting deliveries that are done with or in the table
     * @param more   whether the next message may follow at once
     * @param reread whether others come before those that still wait
     */
    private record Sent(int count, boolean more, boolean reread) {
        static final Sent NOTHING = new Sent(0, false, false);
    }

    private boolean mayGoOn(Lane held) {
        if (!tools.schedule().running() || !held.held()) {
            return false;
        }
        Duration closed = held.closedFor();
        if (closed.isPositive()) {
            wakeIn(closed);
            return false;
        }
        return true;
    }

    private List<Delivery> next(Lane held) {
        if (handedOver.tableFirst()) {
            storeLongWaiting();
            long insertions = handedOver.insertions();
            List<Delivery> waiting = readSurely(held);
            if (!waiting.isEmpty()) {
                return waiting;
            }
            handedOver.tableIsEmpty(insertions);
        }
        return handedOver.take(READ);
    }

    /** Reads again what was read while the account was changed: the destination may be paused by now. */
    private List<Delivery> readSurely(Lane held) {
        while (true) {
            int doubtsBefore = doubts.get();
            List<Delivery> waiting = read(held);
            if (waiting.isEmpty()) {
                return waiting;
            }
            target = waiting.getFirst().target();
            if (doubts.get() == doubtsBefore) {
                return waiting;
            }
            target = null;
        }
    }

    private List<Delivery> read(Lane held) {
        List<Delivery> waiting = tools.queue().next(destination, held.id(), READ);
        boolean all = waiting.size() < READ || waiting.getFirst().target().batching() != Batching.DIGEST;
        return all ? waiting : tools.queue().next(destination, held.id(), MOST_IN_DIGEST);
    }

    private boolean due(List<Delivery> waiting) {
        Delivery first = waiting.getFirst();
        Instant at = first.nextAttemptAt();
        Duration digest = first.target().digest();
        if (digest != null) {
            Instant gathered = first.event().acceptedAt().plus(digest);
            Instant opens = Instant.now().plus(tools.queue().digestOpensIn(destination));
            at = later(at, later(gathered, opens));
        }
        Duration wait = Duration.between(Instant.now(), at);
        if (wait.isPositive()) {
            wakeIn(wait);
        }
        return !wait.isPositive();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Sent send(Places.Place place, Lane held, List<Delivery> waiting) {
        Target first = waiting.getFirst().target();
        if (stopped(first)) {
            handedOver.lookAtTable();
            return Sent.NOTHING;
        }
        DestinationKind kind = tools.kinds().of(first.type());
        Duration wait = Duration.ZERO;
        if (gathers(first, kind, held, waiting)) {
            wait = gathering.turn();
            if (wait.isPositive()) {
                handedOver.gather(kind.most() - waiting.size());
            }
        } else {
            gathering.full();
        }
        wait = wait.isPositive() ? wait : kind.closedFor(account);
        wait = wait.isPositive() ? wait : place.turn(kind, first);
        if (wait.isPositive()) {
            wakeIn(wait);
            return Sent.NOTHING;
        }
        if (!held.held() || !tools.schedule().running()) {
            return Sent.NOTHING;
        }
        DeliveryBatch message = MessageComposer.next(waiting, kind, held.circuit(), alone);
        if (kind.recognisesRepeats()) {
            tools.queue().nameMessage(message);
        }
        Attempt attempt = tools.attempts().make(message);
        held.after(attempt);
        return after(message, attempt);
    }

    private boolean gathers(Target first, DestinationKind kind, Lane held, List<Delivery> waiting) {
        return first.batching() == Batching.AUTO
                && waiting.size() < kind.most()
                && alone.isEmpty()
                && !held.circuit().failing();
    }

    private Sent after(DeliveryBatch message, Attempt attempt) {
        for (Delivery delivery : message.deliveries()) {
            alone.remove(delivery.id());
            if (!delivery.stored()) {
                tools.outbox().stored(delivery.event().id());
            }
        }
        if (!attempt.delivered()) {
            // What is to be tried again is in the table, and comes first.
            handedOver.lookAtTable();
        }
        if (attempt.split()) {
            message.deliveries().forEach(delivery -> alone.add(delivery.id()));
            return new Sent(message.size(), true, true);
        }
        boolean more = !attempt.destinationFailed() && !retryLater(attempt);
        return new Sent(message.size(), more, false);
    }

    private boolean retryLater(Attempt attempt) {
        Optional<Duration> wait = attempt.results().stream()
                .filter(Attempt.Result::pending)
                .map(Attempt.Result::retryIn)
                .findFirst();
        wait.ifPresent(this::wakeIn);
        return wait.isPresent();
    }

    private void wakeIn(Duration wait) {
        if (wait.compareTo(SHORT_WAIT) > 0) {
            handedOver.lookAtTable();
        }
        tools.schedule().wakeIn(destination, account, wait);
    }

    /** For whoever delivers it later: the next hub or start would otherwise find it in the outbox some seconds after. */
    void storeLeft() {
        handedOver.lookAtTable();
        storeLongWaiting();
    }

    /** Puts into the table what cannot be delivered from memory now. */
    private void storeLongWaiting() {
        if (!handedOver.tableFirst() || handedOver.isEmpty()) {
            return;
        }
        List<Delivery> waiting = handedOver.take(Integer.MAX_VALUE);
        try {
            tools.queue().store(waiting);
        } catch (RuntimeException e) {
            handedOver.putBack(waiting);
            throw e;
        }
        waiting.forEach(delivery -> tools.outbox().stored(delivery.event().id()));
    }
}
