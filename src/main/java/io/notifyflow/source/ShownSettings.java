package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a source as they are shown: addresses without the user, the password and the tokens that private feeds
 * have in theirs. Who sends back what was shown changes nothing.
 */
final class ShownSettings {

    private static final String MASK = "***";

    private static final Pattern ADDRESS =
            Pattern.compile("(?i)(https?://)([^/?#\\s]*@)?([^/?#\\s]*)([^?#\\s]*)(\\?[^#\\s]*)?(#\\S*)?");

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(token|secret|passw|pwd|key|auth|sig|hash|cred|session|jwt).*|k|t|p|pass|code|pin");

    /** Nobody reads such a value aloud: letters and digits, and many of them. */
    private static final Pattern RANDOM = Pattern.compile("(?=.*[A-Za-z])(?=(?:.*\\d){3})[A-Za-z0-9_~=+%\\-]{20,}");

    private static final Pattern RANDOM_SEGMENT = Pattern.compile("(?=.*[A-Za-z])(?=(?:.*\\d){3})[A-Za-z0-9_]{24,}");

    private ShownSettings() {}

    static JsonNode of(JsonNode settings) {
        if (!(settings instanceof ObjectNode object)) {
            return settings;
        }
        ObjectNode shown = object.deepCopy();
        for (Map.Entry<String, JsonNode> setting : object.properties()) {
            if (setting.getValue().isTextual()) {
                shown.set(
                        setting.getKey(), new TextNode(shown(setting.getValue().textValue())));
            }
        }
        return shown;
    }

    /** What was asked for, where that is what is shown now with what is there now. */
    static JsonNode restored(JsonNode asked, JsonNode before) {
        if (!(asked instanceof ObjectNode object)) {
            return asked;
        }
        JsonNode shown = of(before);
        ObjectNode restored = object.deepCopy();
        for (Map.Entry<String, JsonNode> setting : object.properties()) {
            if (setting.getValue().equals(shown.get(setting.getKey()))) {
                restored.set(setting.getKey(), before.get(setting.getKey()));
            }
        }
        return restored;
    }

    private static String shown(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return text;
        }
        String user = address.group(2) == null ? "" : MASK + "@";
        return address.group(1)
                + user
                + address.group(3)
                + path(address.group(4))
                + query(address.group(5))
                + (address.group(6) == null ? "" : address.group(6));
    }

    private static String path(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment -> RANDOM_SEGMENT.matcher(segment).matches() ? MASK : segment)
                .collect(Collectors.joining("/"));
    }

    private static String query(@Nullable String query) {
        if (query == null) {
            return "";
        }
        return Arrays.stream(query.substring(1).split("&", -1))
                .map(ShownSettings::parameter)
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String parameter(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals);
        String value = pair.substring(equals + 1);
        boolean secret = !value.isEmpty()
                && (SECRET_NAME.matcher(name).matches() || RANDOM.matcher(value).matches());
        return secret ? pair.substring(0, equals + 1) + MASK : pair;
    }
}
