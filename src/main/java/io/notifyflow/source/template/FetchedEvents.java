package io.notifyflow.source.template;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.notifyflow.event.InvalidJson;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Reply;
import io.notifyflow.event.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** The steps that routes share that fetch: read JSON, complete the events a mapping made of it, and see them accepted. */
@Component("fetchedEvents")
class FetchedEvents {

    private static final Logger log = LoggerFactory.getLogger(FetchedEvents.class);
    private static final int DEPTH = 200;
    private static final int LARGEST = 10_000_000;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,120}");

    static final ObjectMapper JSON = JsonMapper.builder(StrictJson.ofSenders(DEPTH))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final MeterRegistry meters;

    FetchedEvents(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * The answer of an address.
     *
     * @throws Unreadable if it is not JSON, or more than 10 MB of it
     */
    public JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new Unreadable("It has more than " + LARGEST / 1_000_000 + " MB");
        }
        return read(bytes);
    }

    static JsonNode read(byte[] bytes) throws IOException {
        try {
            JsonNode read = JSON.readTree(bytes);
            if (read.isMissingNode()) {
                throw new Unreadable("It is empty");
            }
            return read;
        } catch (InvalidJson invalid) {
            throw new Unreadable(invalid.reason());
        } catch (JsonProcessingException malformed) {
            JsonLocation at = malformed.getLocation();
            throw new Unreadable("It is not well-formed JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    /**
     * The events of a mapping, without gaps and what it ignored; each with a key of its own under the route's name.
     *
     * @param made one event or a list of them
     * @throws Unreadable if the mapping made something else, or gave an event no key
     */
    public List<ObjectNode> keyed(String route, JsonNode made) {
        return events(route, made, null);
    }

    /**
     * @param key for events that have none of their own; null if each must have one
     */
    static List<ObjectNode> events(String route, JsonNode made, @Nullable String key) {
        var events = new ArrayList<ObjectNode>();
        int ordinal = 0;
        for (JsonNode each : made.isArray() ? made : List.of(made)) {
            if (each.isNull() || each.path("ignored").isTextual()) {
                continue;
            }
            if (!(each instanceof ObjectNode event)) {
                throw new Unreadable("What the mapping made of it is neither an event nor a list of events");
            } else {
                events.add(complete(route, event.deepCopy(), key == null || ordinal == 0 ? key : key + "." + ordinal));
                ordinal++;
            }
        }
        return events;
    }

    private static ObjectNode complete(String route, ObjectNode event, @Nullable String key) {
        withoutGaps(event);
        if (event.get("fields") instanceof ObjectNode fields) {
            withoutGaps(fields);
        }
        String own = event.path("idempotencyKey").asText("");
        if (own.isEmpty() && key == null) {
            throw new Unreadable("The mapping gave an event no idempotencyKey, so it could not be told from others");
        }
        // Two parts of fixed form: no route can name an event of another's.
        event.put("idempotencyKey", fitting(route) + "/" + fitting(own.isEmpty() ? String.valueOf(key) : own));
        return event;
    }

    /** Null and empty texts are how most payloads, and jq, say that something is not there. */
    private static void withoutGaps(ObjectNode object) {
        object.properties().removeIf(member -> {
            JsonNode value = member.getValue();
            return value.isNull() || (value.isTextual() && value.asText().isEmpty());
        });
    }

    private static String fitting(String key) {
        return KEY.matcher(key).matches() ? key : sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * What an event is called where it stands in a list of items.
     *
     * @param event one of {@link #keyed}
     */
    public String item(ObjectNode event) {
        return event.path("idempotencyKey").asText();
    }

    /**
     * Lets go what was accepted, and what never will be: that is logged and counted.
     *
     * @param from what it was, for people
     * @throws NotAcceptedYet if the same may be accepted later
     */
    public void settle(String route, String from, Reply reply) {
        if (!(reply.body() instanceof Problem problem)) {
            return;
        } else if (problem.status() == 429 || problem.status() >= 500) {
            throw new NotAcceptedYet(problem.message());
        }
        skipped(route, from, problem.message());
    }

    /** Whether the same would fail again: what was fetched cannot be read, or the mapping was not written for it. */
    public boolean hopeless(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unreadable || cause instanceof JsonQueryException) {
                return true;
            }
        }
        return false;
    }

    /** Hands it back to where it came from. */
    public void again(Exception failure) {
        throw new NotAcceptedYet(reason(failure));
    }

    /** For the log; an address may hold a token, so it is not named. */
    static String reason(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException answer) {
                return "The address answered with status " + answer.getStatusCode();
            }
        }
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    }

    /** Tells of something that is no event and never will be, and that the route goes on without. */
    public void skip(String route, String from, Exception failure) {
        skipped(route, from, reason(failure));
    }

    private void skipped(String route, String from, String reason) {
        meters.counter("notifyflow.source.skipped", "route", route).increment();
        log.warn("The route {} skipped {}: {}", route, from, reason);
    }

    /** Tells why a route could not do its work; it will try again. */
    public void failed(String route, Exception failure) {
        meters.counter("notifyflow.source.failures", "route", route).increment();
        log.warn("The route {} failed and will try again: {}", route, reason(failure));
    }
}
