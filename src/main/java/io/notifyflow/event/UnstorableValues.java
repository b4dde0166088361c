package io.notifyflow.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.notifyflow.event.Problem.InvalidMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What in a JSON body no database could keep: the character U+0000, and numbers out of bounds. */
public final class UnstorableValues {

    private static final String NUL = "holds the character U+0000, which cannot be stored";

    private final List<InvalidMember> found = new ArrayList<>();

    private UnstorableValues() {}

    /** Each with its member, such as {@code settings.host}. */
    public static List<InvalidMember> in(JsonNode body) {
        var values = new UnstorableValues();
        values.look("", body);
        return values.found;
    }

    private void look(String path, JsonNode value) {
        if (value.isTextual()) {
            if (value.textValue().indexOf('\0') >= 0) {
                add(path, NUL);
            }
        } else if (value.isNumber()) {
            String problem = JsonNumbers.problem(value);
            if (problem != null) {
                add(path, problem);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                look(path + "[" + i + "]", value.get(i));
            }
        } else {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                if (member.getKey().indexOf('\0') >= 0) {
                    add(name.replace('\0', '?'), "has a name that " + NUL);
                }
                look(name.replace('\0', '?'), member.getValue());
            }
        }
    }

    private void add(String member, String message) {
        found.add(new InvalidMember(member, message));
    }
}
