package io.notifyflow.admission;

import io.notifyflow.event.Event;
import java.util.List;

/** Takes events over right after their commit; the outbox keeps those that it cannot take. */
interface AcceptedEvents {

    /** Must neither block nor throw: it is called between two transactions. */
    void handOver(List<Event> events);
}
