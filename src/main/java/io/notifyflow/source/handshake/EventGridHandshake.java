package io.notifyflow.source.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.Reply;
import io.notifyflow.source.Handshake;
import io.notifyflow.source.ReceivedRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers the validation event of Azure Event Grid with its code.
 *
 * @see <a href="https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema">Endpoint
 *     validation</a>
 */
@Component
class EventGridHandshake implements Handshake {

    private static final String VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";

    @Override
    public @Nullable Object answer(ReceivedRequest request, JsonNode body) {
        JsonNode event = body.isArray() ? body.path(0) : body;
        JsonNode code = event.path("data").path("validationCode");
        boolean asked = VALIDATION.equalsIgnoreCase(event.path("eventType").asText()) && code.isTextual();
        return asked ? Reply.of(200, Map.of("validationResponse", code.textValue())) : null;
    }
}
