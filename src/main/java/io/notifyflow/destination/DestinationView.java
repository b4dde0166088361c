package io.notifyflow.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"id", "name", "type", "default", "status", "reason", "settings"})
record DestinationView(
        UUID id,
        String name,
        String type,
        @JsonProperty("default") boolean isDefault,
        String status,
        @Nullable String reason,
        Map<String, String> settings) {

    /** All of an account, in the order in which they were entered. */
    record All(List<DestinationView> destinations) {}
}
