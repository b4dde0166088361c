package io.notifyflow.receipt;

import java.time.Instant;
import java.util.UUID;

/**
 * A webhook whose signature was found valid.
 *
 * @param provider   such as {@code stripe}; its events are applied by the route {@code webhook.apply-<provider>}
 * @param eventId    the provider's id of the event
 * @param type       the provider's name of what happened
 * @param payload    what was signed
 * @param replayed   whether an operator wants it applied though it was parked before
 */
public record Receipt(
        UUID id, String provider, String eventId, String type, String payload, Instant receivedAt, boolean replayed) {

    /** Without the payload, which may hold personal data. */
    @Override
    public String toString() {
        return "Receipt[" + provider + " " + eventId + " " + type + "]";
    }
}
