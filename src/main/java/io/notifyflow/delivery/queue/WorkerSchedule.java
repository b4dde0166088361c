package io.notifyflow.delivery.queue;

import java.time.Duration;
import java.util.UUID;

/** When a worker works, as the worker sees it. */
interface WorkerSchedule {

    void execute(Runnable work);

    /** Whether a further attempt may begin. */
    boolean running();

    /** Has the destination's worker woken when its wait is over. */
    void wakeIn(UUID destination, UUID account, Duration wait);

    /** Tells the hub that holds the destination's lane that something waits for it. */
    void callHolder(UUID destination);
}
