package io.notifyflow.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.exception.JsonQueryUserException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What a source's route made of a payload: one event or several, in the shape of the event API; {@code {"ignored":
 * "why"}} for what is no event to it; or {@code {"refused": "why"}} for what should be one and is not.
 */
@Component("sourceEvents")
class SourceEvents {

    private static final Logger log = LoggerFactory.getLogger(SourceEvents.class);
    static final String REFUSED = "refused";
    static final String IGNORED = "ignored";
    private static final int SHOWN = 300;
    private static final String WITHOUT_KEY =
            "The source's route must give each event an idempotencyKey, which tells it from others";

    private static final String NOTHING =
            "Nothing in the payload became a title, a description or a field; check what is sent, or the mapping";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,200}");

    private final ObjectMapper json;
    private final ObjectMapper strict;

    /**
     * @param strict reads what a route left as text
     */
    SourceEvents(ObjectMapper json, @Qualifier("eventMapper") ObjectMapper strict) {
        this.json = json;
        this.strict = strict;
    }

    /** What the sender reads about a payload of which no event was made, on purpose. */
    record Ignored(String status, String reason) {}

    /**
     * @param made by the route: JSON, or what can be written as such; null for nothing; or its own {@link Reply}
     * @return the events, complete; or a {@link Reply} if there are none
     */
    Object complete(@Nullable Object made, Account account, ReceivedRequest request) throws IOException {
        return complete(made, account, request, false);
    }

    /** The same of a source that was asked, where each event's key is that of the item it was made of. */
    Object completePolled(@Nullable Object made, Account account, ReceivedRequest request) throws IOException {
        Object complete = complete(made, account, request, true);
        if (complete instanceof ArrayNode events) {
            for (int i = 0; i < events.size(); i++) {
                if (!events.get(i).has("idempotencyKey") && !events.get(i).has(REFUSED)) {
                    // One of them must not keep the others from being told.
                    events.set(i, json.createObjectNode().put(REFUSED, WITHOUT_KEY));
                }
            }
        }
        return complete;
    }

    private Object complete(@Nullable Object made, Account account, ReceivedRequest request, boolean polled)
            throws IOException {
        if (made instanceof Reply reply) {
            return reply;
        }
        JsonNode tree = made == null ? json.createArrayNode() : tree(made);
        ArrayNode all = tree instanceof ArrayNode several
                ? several
                : json.createArrayNode().add(tree);
        ArrayNode events = json.createArrayNode();
        String reason = "Nothing in it is an event";
        for (JsonNode each : all) {
            if (!(each instanceof ObjectNode event)) {
                events.add(json.createObjectNode().put(REFUSED, "What the route made of it is no event"));
            } else if (event.path("ignored").isTextual()) {
                reason = event.path("ignored").asText();
            } else if (event.path(REFUSED).isTextual()) {
                events.add(event);
            } else {
                events.add(complete(event, account, request));
            }
        }
        if (!polled) {
            numberRepeats(events);
        }
        return events.isEmpty() ? Reply.of(200, new Ignored(IGNORED, reason)) : events;
    }

    /**
     * Where a key comes again within one payload, its place among its likes is part of it. Its place in the payload is
     * not: a sender that repeats an event may send it among others.
     */
    private static void numberRepeats(ArrayNode events) {
        var seen = new HashMap<String, Integer>();
        for (JsonNode event : events) {
            JsonNode key = event.path("idempotencyKey");
            int before = key.isTextual() ? seen.merge(key.asText(), 1, Integer::sum) - 1 : 0;
            if (before > 0) {
                ((ObjectNode) event).put("idempotencyKey", key.asText() + "." + before);
            }
        }
    }

    private JsonNode tree(Object made) throws IOException {
        return switch (made) {
            case JsonNode node -> node;
            case byte[] text -> strict.readTree(text);
            case String text -> strict.readTree(text.getBytes(StandardCharsets.UTF_8));
            default -> json.valueToTree(made);
        };
    }

    private static ObjectNode complete(ObjectNode made, Account account, ReceivedRequest request) {
        ObjectNode event = withoutGaps(made.deepCopy());
        if (event.get("fields") instanceof ObjectNode fields) {
            withoutGaps(fields);
        }
        if (isMapped(made) && isEmpty(event)) {
            return event.objectNode().put(REFUSED, NOTHING);
        }
        SourceTimes.normalize(event);
        Source source = request.source();
        JsonNode category = event.path("category");
        boolean known = category.isTextual() && account.category(category.asText()) != null;
        if (!known && source.category() != null) {
            event.put("category", source.category());
        }
        String key = event.path("idempotencyKey").asText(delivery(request));
        if (!key.isEmpty()) {
            event.put("idempotencyKey", source.id() + "." + fitting(key));
        }
        return event;
    }

    /** Whether the route meant the event to say more than its category. */
    private static boolean isMapped(ObjectNode made) {
        return made.has("title") || made.has("description") || made.has("fields");
    }

    private static boolean isEmpty(ObjectNode event) {
        return event.path("title").asText(" ").isBlank()
                && event.path("description").asText(" ").isBlank()
                && event.path("fields").isEmpty()
                && !event.path("fields").isValueNode()
                && !event.has("url");
    }

    /** The sender's id of this delivery, where its route names no other: the same again is a retry. */
    private static String delivery(ReceivedRequest request) {
        String key = request.text("Idempotency-Key");
        String standard = request.text("webhook-id");
        return !key.isEmpty() ? key : !standard.isEmpty() ? standard : request.text("svix-id");
    }

    /** Null and empty texts are how most payloads, and jq, say that something is not there. */
    private static ObjectNode withoutGaps(ObjectNode object) {
        object.properties().removeIf(member -> {
            JsonNode value = member.getValue();
            return value.isNull() || value.isTextual() && value.asText().isEmpty();
        });
        return object;
    }

    private static String fitting(String key) {
        try {
            return KEY.matcher(key).matches()
                    ? key
                    : HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** A mapping that fails has met a payload that it was not written for; anything else is thrown on. */
    void unmapped(Exception failure) throws Exception {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidRequest refused) {
                throw refused;
            } else if (cause instanceof JsonQueryUserException told) {
                throw unmapped("The source's route refuses the payload: " + told(told));
            } else if (cause instanceof JsonQueryException mapping) {
                // The words of a library about values of the payload are for who writes the mapping.
                log.debug("A mapping cannot read a payload: {}", mapping.getMessage());
                throw unmapped(
                        "The payload is not as the source's mapping expects it; check what is sent, or the mapping");
            } else if (cause instanceof JsonProcessingException) {
                throw unmapped("What the route made of it is not well-formed JSON");
            }
        }
        throw failure;
    }

    /** What the mapping says itself, with {@code error("…")}. */
    private static String told(JsonQueryUserException failure) {
        JsonNode message = failure.getMessageAsJsonNode();
        String text = message.isTextual() ? message.textValue() : message.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static InvalidRequest unmapped(String message) {
        return new InvalidRequest(Problem.of("invalid-event", "The event is not valid", 422, message));
    }
}
