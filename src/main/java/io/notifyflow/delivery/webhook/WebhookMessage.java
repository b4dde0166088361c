package io.notifyflow.delivery.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.notifyflow.delivery.Delivery;
import io.notifyflow.event.Event;
import io.notifyflow.event.EventContent;
import io.notifyflow.event.FieldValue;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of a webhook; docs/api.md shows it.
 *
 * @param timestamp when the event happened, ISO 8601
 */
@JsonPropertyOrder({"type", "timestamp", "data"})
record WebhookMessage(String type, String timestamp, Data data) {

    private static final String TYPE = "event";

    /**
     * The event as its client sent it, with the fields that rules added.
     *
     * @param id         the same in the API
     * @param acceptedAt ISO 8601
     * @param reason     why it goes to this destination, for people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"id", "category", "title", "description", "fields", "url", "emoji", "acceptedAt", "reason"})
    record Data(
            UUID id,
            String category,
            @Nullable String title,
            @Nullable String description,
            Map<String, FieldValue> fields,
            @Nullable String url,
            @Nullable String emoji,
            String acceptedAt,
            String reason) {}

    static WebhookMessage of(Delivery delivery) {
        Event event = delivery.event();
        EventContent content = event.enriched();
        return new WebhookMessage(
                TYPE,
                event.occurredAt().toString(),
                new Data(
                        event.id(),
                        content.category(),
                        content.title(),
                        content.description(),
                        content.fields(),
                        content.url(),
                        content.emoji(),
                        event.acceptedAt().toString(),
                        delivery.reason()));
    }
}
