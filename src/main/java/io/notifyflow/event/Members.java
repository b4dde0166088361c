package io.notifyflow.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.notifyflow.event.Problem.InvalidMember;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON body strictly; all that is wrong is told at once, and no value is repeated. */
public final class Members {

    private final JsonNode body;
    private final List<InvalidMember> errors = new ArrayList<>();

    private Members(JsonNode body) {
        this.body = body;
    }

    /**
     * @param known names of the members that the body may have
     */
    public static Members of(JsonNode body, List<String> known) {
        var members = new Members(body);
        if (!body.isObject()) {
            members.refuse("", "the body must be a JSON object");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                members.refuse(name, "is unknown; the members are " + String.join(", ", known));
            }
        });
        return members;
    }

    public boolean has(String name) {
        return body.hasNonNull(name);
    }

    /** A text in one line, which must be there; empty if it is wrong. */
    public String text(String name, int most) {
        String text = optionalText(name, most);
        if (text == null && !has(name)) {
            refuse(name, "is required");
        }
        return text == null ? "" : text;
    }

    /** A text in one line, without blanks around it; null if it is not there, or wrong. */
    public @Nullable String optionalText(String name, int most) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = body.path(name);
        String text = value.asText().strip();
        if (!value.isTextual() || text.isEmpty() || FieldRules.length(text) > most || !FieldRules.oneLine(text)) {
            refuse(name, "must be a text of 1 to " + most + " characters in one line");
            return null;
        }
        return text;
    }

    /** A text in one line as it is, blanks included, for what is secret; null if it is not there, or wrong. */
    public @Nullable String exactText(String name, int most) {
        if (!has(name)) {
            return null;
        }
        String text = body.path(name).asText();
        if (!body.path(name).isTextual()
                || text.isBlank()
                || FieldRules.length(text) > most
                || !FieldRules.oneLine(text)) {
            refuse(name, "must be a text of 1 to " + most + " characters in one line");
            return null;
        }
        return text;
    }

    /** Whether the member is there as null, which takes away what there was. */
    public boolean takesAway(String name) {
        return body.path(name).isNull();
    }

    /** Texts that each are one of some, and so many of them; empty if the member is not there, or wrong. */
    public List<String> choices(String name, List<String> among, int least) {
        if (!has(name)) {
            return List.of();
        }
        var chosen = new ArrayList<String>();
        JsonNode list = body.path(name);
        for (JsonNode each : list) {
            if (each.isTextual() && among.contains(each.asText())) {
                chosen.add(each.asText());
            }
        }
        if (!list.isArray() || list.size() < least || chosen.size() < list.size()) {
            refuse(
                    name,
                    (least == 0 ? "must be a list of some of " : "must be a list of one or more of ")
                            + String.join(", ", among));
            return List.of();
        }
        return chosen.stream().distinct().toList();
    }

    /** Ids; empty if the member is not there, or wrong. */
    public List<UUID> ids(String name, int most) {
        var ids = new ArrayList<UUID>();
        JsonNode list = body.path(name);
        for (JsonNode each : list) {
            Ids.parse(each.asText()).ifPresent(ids::add);
        }
        if (has(name) && (!list.isArray() || ids.size() < list.size() || ids.size() > most)) {
            refuse(name, "must be a list of at most " + most + " ids");
            return List.of();
        }
        return ids.stream().distinct().toList();
    }

    /** An id that must be there; null if it is wrong. */
    public @Nullable UUID id(String name) {
        UUID id = Ids.parse(body.path(name).asText("")).orElse(null);
        if (id == null) {
            refuse(name, "must be an id");
        }
        return id;
    }

    /** A member that is an object; empty if it is not there, or wrong. */
    public JsonNode object(String name) {
        JsonNode object = body.path(name);
        if (!has(name)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!object.isObject()) {
            refuse(name, "must be an object");
            return JsonNodeFactory.instance.objectNode();
        }
        return object;
    }

    public boolean flag(String name, boolean otherwise) {
        if (has(name) && !body.path(name).isBoolean()) {
            refuse(name, "must be true or false");
        }
        return body.path(name).asBoolean(otherwise);
    }

    /** A whole number; the other one if the member is not there, or wrong. */
    public int integer(String name, int least, int most, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = body.path(name);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < least || value.asInt() > most) {
            refuse(name, "must be a whole number from " + least + " to " + most);
            return otherwise;
        }
        return value.asInt();
    }

    /** A moment; null if the member is not there, or wrong. */
    public @Nullable Instant instant(String name) {
        try {
            return has(name) ? Instant.parse(body.path(name).asText()) : null;
        } catch (DateTimeException malformed) {
            refuse(name, "must be a moment such as 2030-01-31T12:00:00Z");
            return null;
        }
    }

    /** A span of time such as {@code PT24H}; the other one if the member is not there, or wrong. */
    public Duration duration(String name, Duration most, Duration otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        try {
            Duration duration = Duration.parse(body.path(name).asText());
            if (!duration.isNegative() && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (DateTimeException malformed) {
            // Told below, with what is too long.
        }
        refuse(name, "must be a span of time such as PT24H, at most " + most);
        return otherwise;
    }

    public void refuse(String name, String why) {
        errors.add(new InvalidMember(name, why));
    }

    /**
     * Ends the reading.
     *
     * @param problem the type of the problem, and what it says
     * @throws InvalidRequest with all that was refused
     */
    public void check(String problem, String title) {
        UnstorableValues.in(body).stream()
                .filter(found ->
                        errors.stream().noneMatch(error -> error.member().equals(found.member())))
                .forEach(errors::add);
        if (!errors.isEmpty()) {
            String message = errors.stream()
                    .map(error -> (error.member() + " " + error.message()).strip())
                    .collect(Collectors.joining("; "));
            throw new InvalidRequest(Problem.of(problem, title, 422, message).with(errors));
        }
    }
}
