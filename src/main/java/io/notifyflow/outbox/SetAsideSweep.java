package io.notifyflow.outbox;

import io.notifyflow.outbox.SetAsideEvents.Due;
import io.notifyflow.outbox.SetAsideEvents.Stored;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Routes events that were set aside once more, one at a time, when their turn has come. Their next turn is written before
 * each attempt: an event that stops the hub is left alone when it starts again.
 */
@Component
class SetAsideSweep {

    private static final Logger log = LoggerFactory.getLogger(SetAsideSweep.class);
    private static final int MAX_EACH_TIME = 200;

    private final SetAsideEvents events;
    private final EventRouter router;
    private final Outbox outbox;
    private volatile boolean started;

    SetAsideSweep(SetAsideEvents events, EventRouter router, Outbox outbox) {
        this.events = events;
        this.router = router;
        this.outbox = outbox;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        started = true;
    }

    @Scheduled(fixedDelay = 1000)
    void sweep() {
        if (!started) {
            return;
        }
        try {
            Optional<Due> due = events.claim();
            for (int count = 1; due.isPresent() && count < MAX_EACH_TIME; count++) {
                tryAgain(due.get());
                due = events.claim();
            }
            events.count();
        } catch (RuntimeException e) {
            log.debug(
                    "Events that were set aside are not tried for the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private void tryAgain(Due due) {
        List<Stored> found = events.read(List.of(due.event()));
        if (found.isEmpty()) {
            events.remove(due.event());
            return;
        }
        Stored stored = found.getFirst();
        if (stored.event() == null) {
            events.add(due.event(), due.account(), stored.reason());
            return;
        }
        // A row of its own: the one it was accepted with may still be here for others.
        outbox.swept(UUID.randomUUID(), List.of(due.event()));
        try {
            if (router.retry(stored.event())) {
                events.remove(due.event());
                events.hasten(due.account());
                log.info("Event {} was set aside and is routed at attempt {}", due.event(), due.attempt());
            }
        } finally {
            outbox.leave(List.of(due.event()));
        }
    }
}
