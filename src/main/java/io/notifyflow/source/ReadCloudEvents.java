package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.PercentEncoding;
import io.notifyflow.event.Problem;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * The body of a request as JSON in; out a list with one element for each CloudEvent: {@code {"event": …}} with its
 * attributes and {@code data}, or {@code {"refused": "why"}}.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 *     binding 1.0.2</a>
 */
@Component("readCloudEvents")
class ReadCloudEvents implements Processor {

    private static final String STRUCTURED = "application/cloudevents";
    private static final String JSON = STRUCTURED + "+json";
    private static final String BATCH = STRUCTURED + "-batch+json";
    private static final String PREFIX = "ce-";
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    /** Attributes that are not texts by their nature; over HTTP all are. */
    private static final Set<String> NOT_IN_HEADERS = Set.of("data", "data_base64", "datacontenttype");

    @Override
    public void process(Exchange exchange) {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        JsonNode body = exchange.getMessage().getBody(JsonNode.class);
        exchange.getMessage().setBody(read(request, body));
    }

    private static ArrayNode read(ReceivedRequest request, JsonNode body) {
        String sent = Objects.requireNonNullElse(request.header("content-type"), "");
        String type = sent.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        if (type.equals(BATCH)) {
            if (!body.isArray()) {
                throw invalid("The body must be a JSON array of CloudEvents, as " + BATCH + " has it");
            }
            body.forEach(each -> events.add(structured(each)));
        } else if (type.equals(JSON)) {
            events.add(structured(body));
        } else if (type.startsWith(STRUCTURED)) {
            throw new InvalidRequest(Problem.of(
                    "unsupported-media-type",
                    "The content type is not supported",
                    415,
                    "CloudEvents come as " + JSON + ", as " + BATCH + ", or in binary mode with ce- headers"));
        } else {
            events.add(binary(request, sent, body));
        }
        return events;
    }

    private static ObjectNode structured(JsonNode sent) {
        return sent instanceof ObjectNode event ? checked(event) : refused("a CloudEvent must be a JSON object");
    }

    private static ObjectNode checked(ObjectNode event) {
        var faults = CloudEventAttributes.faults(event);
        if (!faults.isEmpty()) {
            return refused(String.join("; ", faults));
        }
        try {
            JsonNode data = CloudEventData.read(event);
            ObjectNode complete = event.deepCopy();
            complete.remove("data_base64");
            complete.set("data", data);
            return JsonNodeFactory.instance.objectNode().set("event", complete);
        } catch (CloudEventData.Unusable unusable) {
            return refused(String.valueOf(unusable.getMessage()));
        }
    }

    private static ObjectNode binary(ReceivedRequest request, String contentType, JsonNode data) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        for (var header : request.headers().entrySet()) {
            if (header.getKey().startsWith(PREFIX)) {
                String name = header.getKey().substring(PREFIX.length());
                if (NOT_IN_HEADERS.contains(name)) {
                    return refused(header.getKey() + " is no header of a CloudEvent: the body and Content-Type say it");
                }
                try {
                    event.put(name, decoded(header.getValue()));
                } catch (IllegalArgumentException malformed) {
                    return refused(header.getKey() + " is not well-formed: " + malformed.getMessage());
                }
            }
        }
        if (!contentType.isBlank()) {
            event.put("datacontenttype", contentType);
        }
        event.set("data", data);
        return checked(event);
    }

    /** A quoted string is taken out of its quotes before percent-encoding is taken away, once. */
    private static String decoded(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String text =
                quoted ? ESCAPED.matcher(value.substring(1, value.length() - 1)).replaceAll("$1") : value;
        return PercentEncoding.decode(text);
    }

    private static ObjectNode refused(String why) {
        return JsonNodeFactory.instance.objectNode().put("refused", why);
    }

    private static InvalidRequest invalid(String message) {
        return new InvalidRequest(Problem.of("invalid-event", "The event is not valid", 422, message));
    }
}
