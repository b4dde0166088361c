package io.notifyflow.delivery.queue;

import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Brings deliveries into the queue when quiet hours end and digests go out. */
@Component
class ScheduledDeliveries {

    private static final Logger log = LoggerFactory.getLogger(ScheduledDeliveries.class);
    private static final int AT_ONCE = 1000;

    private final DeliveryQueue queue;
    private final DeliveryDispatcher dispatcher;
    private final Clock clock;

    ScheduledDeliveries(DeliveryQueue queue, DeliveryDispatcher dispatcher, Clock clock) {
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 1000)
    void release() {
        try {
            List<DeliveryQueue.Due> released;
            do {
                released = queue.release(clock.instant(), AT_ONCE);
                dispatcher.released(released);
            } while (released.size() == AT_ONCE);
        } catch (DataAccessException e) {
            log.warn(
                    "Scheduled deliveries cannot be looked for at the moment: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }
}
