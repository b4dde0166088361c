package io.notifyflow.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.notifyflow.source.ReceivedRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Any JSON in; out an event of the members that the settings of the source and the parameters of its address name, the
 * latter on top. Without any, the JSON is the event.
 */
@Component("mapMembers")
class MapMembers implements Processor {

    static final List<String> MEMBERS =
            List.of("category", "title", "description", "timestamp", "url", "emoji", "idempotencyKey", "fields");

    static final String FIELD = "fields.";

    @Override
    public void process(Exchange exchange) {
        ReceivedRequest request = exchange.getVariable("request", ReceivedRequest.class);
        JsonNode payload = exchange.getMessage().getBody(JsonNode.class);
        Map<String, String> wanted = wanted(request);
        if (wanted.isEmpty() && !payload.isContainerNode()) {
            throw UnmappedPayload.noObject(payload);
        }
        exchange.getMessage().setBody(wanted.isEmpty() ? payload : event(payload, wanted));
    }

    private static Map<String, String> wanted(ReceivedRequest request) {
        var wanted = new LinkedHashMap<String, String>();
        request.source().settings().properties().forEach(setting -> {
            String value = setting.getValue().asText();
            if (isMember(setting.getKey())) {
                wanted.put(setting.getKey(), value);
            } else if (MemberPath.is(value)) {
                throw UnmappedPayload.unknownMember("setting", setting.getKey());
            }
        });
        request.query().forEach((name, value) -> {
            if (!isMember(name)) {
                throw UnmappedPayload.unknownMember("parameter", name);
            }
            wanted.put(name, value);
        });
        return wanted;
    }

    private static boolean isMember(String name) {
        return MEMBERS.contains(name) || name.startsWith(FIELD) && name.length() > FIELD.length();
    }

    private static ObjectNode event(JsonNode payload, Map<String, String> wanted) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode fields = event.objectNode();
        var missing = new LinkedHashMap<String, String>();
        wanted.forEach((name, setting) -> {
            JsonNode found = MemberPath.is(setting) ? MemberPath.find(payload, setting) : new TextNode(setting);
            if (found.isMissingNode()) {
                missing.put(name, setting);
            } else if (name.equals("fields") && found instanceof ObjectNode all) {
                all.properties().forEach(field -> fields.set(field.getKey(), plain(field.getValue())));
            } else if (name.startsWith(FIELD)) {
                fields.set(name.substring(FIELD.length()), plain(found));
            } else {
                event.set(name, new TextNode(text(found)));
            }
        });
        if (missing.size() == wanted.size()) {
            throw UnmappedPayload.nothingFound(missing, payload);
        }
        event.set("fields", fields);
        if (isEmpty(event)) {
            throw UnmappedPayload.empty(missing, payload);
        }
        return event;
    }

    private static boolean isEmpty(ObjectNode event) {
        return List.of("title", "description", "url").stream()
                        .allMatch(name -> event.path(name).asText().isBlank())
                && event.path("fields").isEmpty();
    }

    /** A number without an exponent. */
    private static String text(JsonNode value) {
        return value.isBigDecimal()
                ? value.decimalValue().toPlainString()
                : plain(value).asText();
    }

    /** What a field or a text can hold: lists and objects as JSON. */
    private static JsonNode plain(JsonNode value) {
        return value.isContainerNode() ? new TextNode(value.toString()) : value;
    }
}
