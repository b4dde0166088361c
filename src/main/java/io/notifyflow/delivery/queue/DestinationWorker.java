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
 * delivered or given up before its successor is tried.
 */
class DestinationWorker {

    private static final Logger log = LoggerFactory.getLogger(DestinationWorker.class);
    private static final int READ = 50;
    private static final int MOST_IN_DIGEST = 1000;
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final UUID destination;
    private final UUID account;
    private final WorkerTools tools;
    /** Wake-ups not yet looked into; from 0 to 1 starts the worker, and 0 again ends it. */
    private final AtomicInteger wakeUps = new AtomicInteger();
    /** Known after the first message; spares a look that would find its kind closed anyway. */
    private volatile @Nullable DestinationKind kind;
    /** What was refused as part of a message, until it has been sent alone. Touched by the running worker only. */
    private final Set<UUID> alone = new HashSet<>();

    DestinationWorker(UUID destination, UUID account, WorkerTools tools) {
        this.destination = destination;
        this.account = account;
        this.tools = tools;
    }

    void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            tools.schedule().execute(this::run);
        }
    }

    private void run() {
        int seen;
        boolean more;
        do {
            seen = wakeUps.get();
            more = false;
            DestinationKind known = kind;
            if (known != null && known.closedFor().isPositive()) {
                wakeIn(known.closedFor());
                continue;
            }
            try (Places.Place place = tools.places().take(account)) {
                more = tools.schedule().running() && deliver(place);
            } catch (RuntimeException e) {
                log.warn(
                        "Deliveries to destination {} pause for a moment: {}",
                        destination,
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
                wakeIn(AFTER_TROUBLE);
            }
        } while (more || !wakeUps.compareAndSet(seen, 0) && tools.schedule().running());
    }

    /** Whether there is more to deliver at once. */
    private boolean deliver(Places.Place place) {
        Optional<Lane> claimed = tools.lanes().claim(destination);
        if (claimed.isEmpty()) {
            // Another hub delivers there, and finds what is new before it lets go, or by its look at the table.
            return false;
        }
        Lane lane = claimed.get();
        boolean emptied = false;
        boolean more = false;
        try {
            emptied = deliver(place, lane);
        } finally {
            more = tools.lanes().leave(lane, destination);
        }
        return emptied && more;
    }

    /** Whether everything was delivered that was read. */
    private boolean deliver(Places.Place place, Lane lane) {
        List<Delivery> waiting = List.of();
        boolean last = false;
        while (true) {
            place.letOthersGo();
            lane.enter();
            try {
                if (!mayGoOn(lane)) {
                    return false;
                }
                if (waiting.isEmpty()) {
                    if (last) {
                        return true;
                    }
                    waiting = read(lane);
                    last = waiting.size() < READ;
                }
                if (waiting.isEmpty() || !due(waiting)) {
                    return false;
                }
                int sent = send(place, lane, waiting);
                if (sent == 0) {
                    return false;
                }
                boolean reread = alone.contains(waiting.getFirst().id());
                waiting = reread ? List.of() : waiting.subList(sent, waiting.size());
                last = last && !reread;
            } finally {
                lane.leave();
            }
        }
    }

    private boolean mayGoOn(Lane lane) {
        if (!tools.schedule().running() || !lane.held()) {
            return false;
        }
        Duration closed = lane.closedFor();
        if (closed.isPositive()) {
            wakeIn(closed);
            return false;
        }
        return true;
    }

    private List<Delivery> read(Lane lane) {
        List<Delivery> waiting = tools.queue().next(destination, lane.id(), READ);
        boolean all = waiting.size() < READ || waiting.getFirst().target().batching() != Batching.DIGEST;
        return all ? waiting : tools.queue().next(destination, lane.id(), MOST_IN_DIGEST);
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

    /** How many of the waiting deliveries are done with; 0 to let the destination be for now. */
    private int send(Places.Place place, Lane lane, List<Delivery> waiting) {
        Target target = waiting.getFirst().target();
        DestinationKind kind = tools.kinds().of(target.type());
        this.kind = kind;
        Duration wait = place.turn(kind, target);
        if (wait.isPositive()) {
            wakeIn(wait);
            return 0;
        }
        if (!lane.held() || !tools.schedule().running()) {
            return 0;
        }
        DeliveryBatch message = MessageComposer.next(waiting, kind, lane.circuit(), alone);
        if (kind.recognisesRepeats()) {
            tools.queue().nameMessage(message);
        }
        Attempt attempt = tools.attempts().make(message);
        lane.after(attempt);
        message.deliveries().forEach(delivery -> alone.remove(delivery.id()));
        if (attempt.split()) {
            message.deliveries().forEach(delivery -> alone.add(delivery.id()));
            return message.size();
        }
        return attempt.destinationFailed() || retryLater(attempt) ? 0 : message.size();
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
        tools.schedule().wakeIn(destination, account, wait);
    }
}
