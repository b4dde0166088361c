package io.notifyflow.source.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What kind of thing a payload tells of, such as {@code watch.started}: in its sender's words, from where those stand. */
final class Kind {

    /** Where senders say it, the most particular first. */
    private static final List<String> NAMING = List.of(
            "x-github-event",
            "x-gitlab-event",
            "sentry-hook-resource",
            "ce-type",
            "x-gitea-event",
            "x-shopify-topic",
            "x-event-key",
            "x-amz-sns-message-type",
            "linear-event");

    /** Headers that the record of a request needs. */
    static final Set<String> HEADERS = Stream.concat(NAMING.stream(), Stream.of("content-type", "content-encoding"))
            .collect(Collectors.toUnmodifiableSet());

    private static final List<String> MEMBERS =
            List.of("type", "event_type", "eventType", "event", "object_kind", "kind");
    private static final Pattern WORDS = Pattern.compile("[\\w.:/ -]{1,80}");
    private static final JsonFactory JSON = new JsonFactory();

    private Kind() {}

    /**
     * @param text the beginning of the body; null for what is no text
     */
    static @Nullable String of(Map<String, String> headers, @Nullable String text) {
        Map<String, String> members = text == null || !text.stripLeading().startsWith("{") ? Map.of() : members(text);
        String named = NAMING.stream()
                .map(headers::get)
                .filter(Objects::nonNull)
                .filter(Kind::isKind)
                .findFirst()
                .orElse(null);
        String action = members.get("action");
        if (named != null) {
            return action == null || headers.containsKey("ce-type") ? named : named + "." + action;
        }
        return MEMBERS.stream()
                .map(members::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(action);
    }

    private static boolean isKind(String text) {
        return WORDS.matcher(text).matches();
    }

    /** The texts of the outermost object, as far as it is there and well-formed. */
    private static Map<String, String> members(String text) {
        var members = new HashMap<String, String>();
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    String value = parser.getText();
                    if (isKind(value)) {
                        members.put(name, value);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException cut) {
            // What came until then counts.
        }
        return members;
    }
}
