package io.notifyflow.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.notifyflow.event.AddedField;
import io.notifyflow.event.Event;
import io.notifyflow.event.FieldValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is shown.
 *
 * @param status     dead-lettered, or expired
 * @param reason     what the last attempt failed with
 * @param attempts   how many were made
 * @param httpStatus of the last attempt
 * @param errorCode  Discord's, of the last attempt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterView(
        UUID deliveryId,
        UUID eventId,
        String status,
        DestinationView destination,
        String category,
        @Nullable String title,
        String reason,
        @Nullable Integer httpStatus,
        @Nullable Integer errorCode,
        int attempts,
        Instant diedAt,
        boolean possibleDuplicate) {

    /** Where it was for; its status is {@code deleted} if that was. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DestinationView(UUID id, @Nullable String name, @Nullable String type, @Nullable String status) {}

    /**
     * A page, newest first.
     *
     * @param next the cursor of the next page, null on the last one
     */
    record Page(List<LetterView> deadLetters, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {}

    /**
     * How many letters a redrive would take.
     *
     * @param undeliverable those that it would leave, for their destination was deleted
     */
    record Count(long count, long undeliverable) {}

    /** A dead letter with all that is known of it. */
    record Whole(@JsonUnwrapped LetterView letter, List<AttemptView> history, Payload event) {}

    /** One attempt. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttemptView(
            int number,
            Instant startedAt,
            int durationMs,
            String outcome,
            @Nullable Integer httpStatus,
            @Nullable Integer errorCode,
            @Nullable String detail) {}

    /** The event as its client sent it, and the fields that rules added. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Payload(
            String category,
            @Nullable String title,
            @Nullable String description,
            Map<String, FieldValue> fields,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<AddedField> addedFields,
            @Nullable String url,
            @Nullable String emoji,
            Instant timestamp,
            Instant acceptedAt) {

        static Payload of(Event event) {
            var content = event.content();
            return new Payload(
                    content.category(),
                    content.title(),
                    content.description(),
                    content.fields(),
                    event.added(),
                    content.url(),
                    content.emoji(),
                    event.occurredAt(),
                    event.acceptedAt());
        }
    }
}
