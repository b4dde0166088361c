package io.notifyflow.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Why no event came of a payload: it names the paths, and what the payload has, but no value of it. */
final class UnmappedPayload {

    private static final int SHOWN_NAMES = 20;
    private static final int SHOWN_CHARACTERS = 60;

    private UnmappedPayload() {}

    static InvalidRequest unknownMember(String kind, String name) {
        return invalid("An event has no member for the " + kind + " \"" + shown(name) + "\"; allowed are "
                + String.join(", ", MapMembers.MEMBERS) + " and " + MapMembers.FIELD + "<name>");
    }

    /**
     * @param paths of the members that were looked for
     */
    static InvalidRequest nothingFound(Map<String, String> paths, JsonNode payload) {
        return invalid("No path leads to anything in the payload: " + list(paths) + ". " + content(payload));
    }

    static InvalidRequest empty(Map<String, String> paths, JsonNode payload) {
        String missing = paths.isEmpty() ? "" : " Nothing was found for " + list(paths) + ".";
        return invalid(
                "The event would have no title, no description and no field." + missing + " " + content(payload));
    }

    static InvalidRequest noObject(JsonNode payload) {
        return invalid(content(payload)
                + "; send a JSON object, or add ?title=. to the address to use all of it as the title");
    }

    private static String list(Map<String, String> paths) {
        return paths.entrySet().stream()
                .map(path -> shown(path.getKey()) + " = " + shown(path.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String content(JsonNode payload) {
        if (payload.isArray()) {
            return "The payload is a list of " + payload.size() + " elements";
        } else if (!payload.isObject()) {
            return "The payload is no object but a "
                    + payload.getNodeType().name().toLowerCase(Locale.ROOT);
        } else if (payload.isEmpty()) {
            return "The payload is an empty object";
        }
        var names = new ArrayList<String>();
        payload.fieldNames().forEachRemaining(names::add);
        String more = names.size() > SHOWN_NAMES ? ", and " + (names.size() - SHOWN_NAMES) + " more" : "";
        return "The payload has "
                + names.stream().limit(SHOWN_NAMES).map(UnmappedPayload::shown).collect(Collectors.joining(", "))
                + more;
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= SHOWN_CHARACTERS ? plain : plain.substring(0, SHOWN_CHARACTERS) + "…";
    }

    private static InvalidRequest invalid(String message) {
        return new InvalidRequest(Problem.of("invalid-event", "The event is not valid", 422, message));
    }
}
