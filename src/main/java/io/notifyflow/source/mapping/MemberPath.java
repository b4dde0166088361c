package io.notifyflow.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.notifyflow.source.body.BodyJson;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path of names and indexes, such as {@code .alerts[0].labels["app.kubernetes.io/name"]}. */
final class MemberPath {

    private static final Pattern STEP =
            Pattern.compile("\\[\"([^\"]+)\"]|\\['([^']+)']|\\[(-?[0-9]{1,9})]|([^.\\[\\]]+)");
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    private MemberPath() {}

    /** Whether a setting is a path; anything else stands for itself. */
    static boolean is(String setting) {
        return setting.startsWith(".") || setting.startsWith("$");
    }

    /** What is at the path; missing if there is nothing, or null. A text that holds JSON is stepped into. */
    static JsonNode find(JsonNode payload, String path) {
        Matcher step = STEP.matcher(path.startsWith("$") ? path.substring(1) : path);
        JsonNode at = payload;
        while (step.find() && !at.isMissingNode()) {
            JsonNode container = opened(at);
            String name = step.group(1) != null ? step.group(1) : step.group(2) != null ? step.group(2) : step.group(4);
            at = name == null ? element(container, Integer.parseInt(step.group(3))) : member(container, name);
        }
        return at.isNull() ? MissingNode.getInstance() : at;
    }

    private static JsonNode member(JsonNode container, String name) {
        return container.isArray() && INDEX.matcher(name).matches()
                ? element(container, Integer.parseInt(name))
                : container.path(name);
    }

    /** A negative index counts from the end. */
    private static JsonNode element(JsonNode container, int index) {
        return container.isArray()
                ? container.path(index < 0 ? container.size() + index : index)
                : MissingNode.getInstance();
    }

    private static JsonNode opened(JsonNode value) {
        JsonNode within =
                value.isTextual() ? BodyJson.container(value.textValue().getBytes(StandardCharsets.UTF_8)) : null;
        return within == null ? value : within;
    }
}
