package io.notifyflow.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a destination; its secrets are not.
 *
 * @param isDefault gets the events of every category that names no destination
 * @param status    active, paused or disabled
 * @param reason    why it is not active
 * @param secrets   names of the settings that are set and not shown
 * @param batching  auto, off or digest
 * @param confirmed     false while a recipient has yet to confirm, and its events are held
 * @param digestSeconds the least time between two messages of a digest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "id",
    "name",
    "type",
    "default",
    "status",
    "reason",
    "confirmed",
    "settings",
    "secrets",
    "batching",
    "digestSeconds",
    "createdAt"
})
record DestinationView(
        UUID id,
        String name,
        String type,
        @JsonProperty("default") boolean isDefault,
        String status,
        @Nullable String reason,
        boolean confirmed,
        Map<String, String> settings,
        List<String> secrets,
        String batching,
        @Nullable Integer digestSeconds,
        Instant createdAt) {

    /** All of an account, in the order in which they were entered. */
    record All(List<DestinationView> destinations) {}

    /**
     * One that is no more.
     *
     * @param deadLetters how many events waited for it
     * @param categories  names of those that led to it, and lead to the default ones if they name no other
     * @param rules       names of those that led to it, and are deleted with it
     */
    record Deleted(
            UUID id, String status, String message, long deadLetters, List<String> categories, List<String> rules) {}

    /**
     * What waits for one.
     *
     * @param waiting         events that are to be sent
     * @param oldestAcceptedAt of those
     * @param oldestAgeSeconds of those
     * @param nextAttemptAt   when the next message may go out; null if nothing waits, or it is held
     * @param closedUntil     nothing is sent before this: its service told the hub to wait, or failed
     * @param failures        calls that failed one after the other
     * @param gone            why nothing will ever be taken there
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Queue(
            UUID destinationId,
            String status,
            long waiting,
            @Nullable Instant oldestAcceptedAt,
            @Nullable Long oldestAgeSeconds,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant closedUntil,
            int failures,
            @Nullable String gone) {}
}
