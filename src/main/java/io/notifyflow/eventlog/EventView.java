package io.notifyflow.eventlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.notifyflow.event.AddedField;
import io.notifyflow.event.FieldValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event and all that became of it.
 *
 * @param fields      as the client sent them
 * @param addedFields by rules of the operator
 * @param status      accepted, set-aside (its routing failed, and is tried again), pending, held, scheduled, delivered,
 *                    partly-delivered, dead-lettered, expired or unrouted
 * @param quota       counted in the month of its acceptance; given-back, because nobody can have read it; or not-counted,
 *                    as a notice of the hub itself
 * @param setAsideReason why its routing failed; null unless it is set aside
 * @param nextRoutingAt  when its routing is tried again; null unless it is set aside
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventView(
        UUID eventId,
        String status,
        String category,
        @Nullable String title,
        @Nullable String description,
        Map<String, FieldValue> fields,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<AddedField> addedFields,
        @Nullable String url,
        @Nullable String emoji,
        Instant timestamp,
        Instant acceptedAt,
        String quota,
        @Nullable String setAsideReason,
        @Nullable Instant nextRoutingAt,
        List<DeliveryView> deliveries) {

    /**
     * One destination of the event.
     *
     * @param status pending, held (its destination is paused or disabled), scheduled (waits for the end of quiet hours, or for a
     *               digest), delivered, dead-lettered or expired (was dead-lettered for longer than dead letters are kept)
     * @param reason why the event goes there
     * @param error  what the last attempt failed with
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeliveryView(
            UUID deliveryId,
            String status,
            UUID destinationId,
            @Nullable String destination,
            @Nullable String type,
            String reason,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant completedAt,
            @Nullable String error,
            @Nullable String externalId,
            boolean possibleDuplicate,
            List<AttemptView> attempts) {}

    /** One attempt of a delivery. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptView(
            int number,
            Instant startedAt,
            int durationMs,
            String outcome,
            @Nullable Integer httpStatus,
            @Nullable Integer errorCode,
            @Nullable String detail) {}
}
