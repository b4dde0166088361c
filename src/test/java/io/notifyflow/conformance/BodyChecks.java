package io.notifyflow.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.sandbox.ReceivedCall;
import io.notifyflow.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks every call that a sandbox gets, and keeps what was wrong until somebody asks. */
final class BodyChecks {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<PublishedSchema> schema;
    private final List<String> complaints = new ArrayList<>();
    private long checked;

    BodyChecks(Optional<PublishedSchema> schema) {
        this.schema = schema;
    }

    void watch(Sandbox sandbox) {
        sandbox.onCall(this::check);
    }

    private void check(ReceivedCall call) {
        List<String> broken = brokenBy(call);
        synchronized (complaints) {
            checked++;
            if (!broken.isEmpty()) {
                complaints.add(call.operation() + " breaks " + broken + " with " + call.body());
            }
        }
    }

    /** The rules that a call breaks, each in words. */
    List<String> brokenBy(ReceivedCall call) {
        JsonNode body;
        try {
            body = JSON.readTree(call.body());
        } catch (JsonProcessingException malformed) {
            return List.of("a body is JSON");
        }
        List<String> broken = new ArrayList<>();
        schema.ifPresent(published -> broken.addAll(published.objections(call.operation(), body)));
        switch (call.operation()) {
            case "create_dm" -> {
                if (!body.path("recipient_id").asText().matches("\\d{1,20}")) {
                    broken.add("a direct message channel has a recipient");
                }
            }
            case "create_message" -> {
                broken.addAll(MessageLimits.brokenBy(body));
                broken.addAll(MessageLimits.brokenByBot(body));
            }
            case "execute_webhook" -> {
                broken.addAll(MessageLimits.brokenBy(body));
                broken.addAll(MessageLimits.brokenByWebhook(body, call.wantsMessage()));
            }
            default -> broken.add("there is no rule for " + call.operation());
        }
        return broken;
    }

    /** How many calls were checked so far. */
    long checked() {
        synchronized (complaints) {
            return checked;
        }
    }

    /**
     * Forgets what was wrong.
     *
     * @throws AssertionError that names each body and the rules it breaks, if there was anything wrong
     */
    void conclude() {
        synchronized (complaints) {
            List<String> found = List.copyOf(complaints);
            complaints.clear();
            if (!found.isEmpty()) {
                throw new AssertionError(
                        found.size() + " calls that Discord must not get:\n" + String.join("\n", found));
            }
        }
    }
}
