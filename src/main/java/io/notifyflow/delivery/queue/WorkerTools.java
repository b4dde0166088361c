package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DestinationKinds;

/** What all workers share. */
record WorkerTools(
        WorkerSchedule schedule,
        DeliveryQueue queue,
        Lanes lanes,
        Places places,
        DestinationKinds kinds,
        AttemptRoute attempts) {}
