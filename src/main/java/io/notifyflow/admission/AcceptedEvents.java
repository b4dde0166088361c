package io.notifyflow.admission;

import io.notifyflow.event.Event;
import java.util.List;

/** Takes events over right after their commit; the outbox keeps those that it cannot take. */
interface AcceptedEvents {

    /** Must not throw. It is called between two transactions, so a wait in it holds admission back. */
    void handOver(List<Event> events);
}
