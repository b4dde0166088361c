package io.notifyflow.outbox;

import io.notifyflow.event.Event;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.RouteStopped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings accepted events to {@code direct:event.accepted}. An event whose routing fails, whatever it fails with, is found by
 * halving its batch, and set aside; the others go on.
 */
@Component
public class EventRouter {

    private static final Logger log = LoggerFactory.getLogger(EventRouter.class);
    private static final int MAX_CAUSES = 20;
    private static final ThreadLocal<@Nullable Failures> FAILURES = new ThreadLocal<>();

    private final ProducerTemplate producer;
    private final Outbox outbox;
    private final SetAsideEvents setAside;

    EventRouter(ProducerTemplate producer, Outbox outbox, SetAsideEvents setAside) {
        this.producer = producer;
        this.outbox = outbox;
        this.setAside = setAside;
    }

    /** What failed while a thread routed one batch. */
    private static final class Failures {
        private final Map<UUID, Throwable> ofEvents = new HashMap<>();
        private @Nullable Throwable last;

        String reason(UUID event) {
            Throwable failure = ofEvents.getOrDefault(event, last);
            return failure == null ? "The routes did not let it pass" : EventRouter.reason(failure);
        }
    }

    /**
     * Routes events that are in the outbox; afterwards each is taken over or set aside.
     *
     * @throws RuntimeException if the database is away or a route is stopped: all may be tried again
     */
    public void route(List<Event> events) {
        Failures failures = send(events);
        List<Event> left =
                events.stream().filter(event -> outbox.waits(event.id())).toList();
        var unexplained = new ArrayList<Event>();
        for (Event event : left) {
            if (events.size() == 1 || failures.ofEvents.containsKey(event.id())) {
                setAside(event.id(), event.accountId(), failures.reason(event.id()));
            } else {
                unexplained.add(event);
            }
        }
        if (!unexplained.isEmpty()) {
            int middle = (unexplained.size() + 1) / 2;
            route(unexplained.subList(0, middle));
            if (middle < unexplained.size()) {
                route(unexplained.subList(middle, unexplained.size()));
            }
        }
    }

    /**
     * Routes an event that was set aside.
     *
     * @return false if it failed again, which is noted
     * @throws RuntimeException if the database is away or a route is stopped
     */
    boolean retry(Event event) {
        Failures failures = send(List.of(event));
        boolean routed = !outbox.waits(event.id());
        if (!routed) {
            setAside.add(event.id(), event.accountId(), failures.reason(event.id()));
        }
        return routed;
    }

    private Failures send(List<Event> events) {
        var failures = new Failures();
        FAILURES.set(failures);
        try {
            producer.sendBody("direct:event.accepted", events);
        } catch (RuntimeException | Error e) {
            // An Error too: one event's stack overflow is no reason to stop routing the others.
            failures.last = e;
        } finally {
            FAILURES.remove();
        }
        if (failures.last != null && passes(failures.last)) {
            throw failures.last instanceof RuntimeException known ? known : new IllegalStateException(failures.last);
        }
        return failures;
    }

    /** Notes why an event that this thread is routing is left out. */
    public void leftOut(UUID event, Throwable failure) {
        Failures failures = FAILURES.get();
        if (failures != null) {
            failures.ofEvents.put(event, failure);
        }
    }

    /** Notes why some of the events that this thread is routing are left out. */
    public void leftOut(Throwable failure) {
        Failures failures = FAILURES.get();
        if (failures != null) {
            failures.last = failure;
        }
    }

    void setAside(UUID event, UUID account, String reason) {
        setAside.add(event, account, reason);
        outbox.takenOver(event, 0);
        log.warn("Event {} of account {} cannot be routed and is set aside: {}", event, account, reason);
    }

    /** Whether a failure passes by itself and is not the fault of an event. */
    public static boolean passes(Throwable failure) {
        if (DatabaseAbsence.isCauseOf(failure)) {
            return true;
        }
        int causes = 0;
        for (Throwable cause = failure; cause != null && causes++ < MAX_CAUSES; cause = cause.getCause()) {
            if (cause instanceof RouteStopped
                    || cause instanceof DirectConsumerNotAvailableException
                    || cause instanceof RejectedExecutionException) {
                return true;
            }
        }
        return false;
    }

    /**
     * What failed, for the account's owner. Only messages that are ours are shown; those of libraries may quote anything.
     */
    static String reason(Throwable failure) {
        int causes = 0;
        for (Throwable cause = failure; cause != null && causes++ < MAX_CAUSES; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        log.warn("Routing fails", failure);
        return "The hub failed to route it (" + failure.getClass().getSimpleName() + "); its log shows more";
    }

    private static @Nullable String known(Throwable cause) {
        if (cause instanceof StackOverflowError) {
            return "It is nested too deeply (stack overflow)";
        } else if (cause instanceof OutOfMemoryError) {
            return "It needs more memory than there is";
        } else if (cause instanceof InvalidRequest
                || cause.getClass() == IllegalStateException.class
                || cause.getClass() == IllegalArgumentException.class) {
            return cause.getMessage();
        }
        return null;
    }
}
