package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.notifyflow.event.Problem.InvalidMember;
import io.notifyflow.source.signature.SignatureSettings;
import java.util.List;

/** The settings that sources with an address share, whatever their type. */
public final class WebhookSettings {

    private static final String GET = "get";

    private WebhookSettings() {}

    /** Adds all that is wrong with them. */
    static void check(NewSource source, List<InvalidMember> errors) {
        JsonNode settings = source.settings();
        boolean hasSecret = source.secret() != null;
        SignatureSettings.check(settings, hasSecret, errors);
        JsonNode get = settings.path(GET);
        if (settings.has(GET) && !get.isBoolean() && !get.asText().matches("true|false")) {
            errors.add(new InvalidMember("settings." + GET, "must be true or false"));
        } else if (takesGet(settings) && hasSecret && errors.isEmpty() && !signsWithoutBody(settings)) {
            errors.add(
                    new InvalidMember(
                            "settings." + GET,
                            "goes with signature token or basic, or without a secret: a request without a body cannot be signed"));
        }
    }

    private static boolean signsWithoutBody(JsonNode settings) {
        return SignatureSettings.in(settings)
                && SignatureSettings.of(settings).scheme().worksWithoutBody();
    }

    /** Whether a GET makes an event of its query. */
    public static boolean takesGet(JsonNode settings) {
        return settings.path(GET).asBoolean();
    }

    /** The settings of one that are its type's own. */
    static ObjectNode withoutThem(JsonNode settings) {
        ObjectNode own = SignatureSettings.without(settings);
        own.remove(GET);
        return own;
    }
}
