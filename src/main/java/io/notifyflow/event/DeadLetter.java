package io.notifyflow.event;

import java.util.UUID;

/** A delivery that was given up, with everything kept that a redrive needs. */
public record DeadLetter(UUID deliveryId, UUID eventId, UUID destinationId, UUID accountId, String reason) {}
