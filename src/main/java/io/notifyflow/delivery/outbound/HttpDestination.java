package io.notifyflow.delivery.outbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.delivery.AttemptFailed;
import io.notifyflow.delivery.AttemptOutcome;
import io.notifyflow.delivery.Classified;
import io.notifyflow.delivery.DeliveryBatch;
import io.notifyflow.delivery.TargetSettings;
import io.notifyflow.delivery.card.Card;
import io.notifyflow.delivery.card.Card.Field;
import io.notifyflow.delivery.card.Excerpt;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes the call of a destination that needs no Java: a JSON text whose placeholders are filled from the event. Its
 * destinations are told an address, and what goes into the Authorization header if anything does.
 */
@Component("httpDestination")
public class HttpDestination {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    /** What a placeholder stands for at most, in characters. */
    private static final int LONGEST = 4000;

    private final TargetSettings settings;
    private final OutboundAddresses addresses;
    private final ObjectMapper json;

    HttpDestination(TargetSettings settings, OutboundAddresses addresses, ObjectMapper json) {
        this.settings = settings;
        this.addresses = addresses;
        this.json = json;
    }

    private record Told(URI url, @Nullable String authorization) {}

    /**
     * @param template JSON whose texts may hold {title}, {text}, {fields}, {category}, {link} and {time}
     * @throws AttemptFailed if it is not, or holds another placeholder
     */
    public OutboundRequest request(DeliveryBatch batch, String template) {
        Told told = settings.read(
                batch.target(),
                values -> new Told(values.required("url", addresses::https), values.optional("authorization")));
        String body = filled(read(template), Card.of(batch.first())).toString();
        return new OutboundRequest(
                told.url(),
                told.authorization() == null ? Map.of() : Map.of("Authorization", told.authorization()),
                body);
    }

    private JsonNode read(String template) {
        try {
            return json.readTree(template);
        } catch (JsonProcessingException e) {
            throw unusable("The template of the route is not JSON: " + e.getOriginalMessage());
        }
    }

    /** Texts are filled after the template was read, so that no event can add to its structure. */
    private static JsonNode filled(JsonNode node, Card card) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> filled.set(member.getKey(), filled(member.getValue(), card)));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> filled.add(filled(element, card)));
            return filled;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(filled(node.asText(), card)) : node;
    }

    private static String filled(String text, Card card) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), card)));
    }

    private static String value(String placeholder, Card card) {
        String value =
                switch (placeholder) {
                    case "title" -> card.title();
                    case "text" -> card.text();
                    case "fields" -> card.fields().stream().map(Field::line).collect(Collectors.joining("\n"));
                    case "category" -> card.category();
                    case "link" -> card.link() == null ? "" : card.link();
                    case "time" -> card.time().toString();
                    default ->
                        throw unusable("In the template of the route, {" + placeholder
                                + "} is none of the placeholders {title},"
                                + " {text}, {fields}, {category}, {link} and {time}");
                };
        return Excerpt.fit(value, LONGEST);
    }

    private static AttemptFailed unusable(String detail) {
        return new AttemptFailed(Classified.unsent(new AttemptOutcome.Rejected(detail, true)));
    }
}
