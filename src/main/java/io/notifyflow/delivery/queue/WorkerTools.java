package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DestinationKinds;
import io.notifyflow.outbox.Outbox;

/** What all workers share. */
record WorkerTools(
        WorkerSchedule schedule,
        DeliveryQueue queue,
        Lanes lanes,
        Places places,
        Slots slots,
        DestinationKinds kinds,
        AttemptRoute attempts,
        Outbox outbox) {}
