package io.notifyflow.delivery.queue;

import io.notifyflow.delivery.DestinationKinds;
import io.notifyflow.outbox.Outbox;
import io.notifyflow.routefiles.RouteStops;

/** What all workers share. */
record WorkerTools(
        WorkerSchedule schedule,
        DeliveryQueue queue,
        Lanes lanes,
        Places places,
        Slots slots,
        DestinationKinds kinds,
        AttemptRoute attempts,
        RouteStops stops,
        Outbox outbox) {}
