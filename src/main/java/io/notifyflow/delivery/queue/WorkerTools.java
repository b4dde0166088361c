package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DestinationKinds;

/** What all workers share. */
record WorkerTools(
        DeliveryDispatcher dispatcher,
        DeliveryQueue queue,
        Lanes lanes,
        Places places,
        DestinationKinds kinds,
        AttemptRoute attempts) {}
