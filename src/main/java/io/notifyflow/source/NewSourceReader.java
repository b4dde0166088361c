package io.notifyflow.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.notifyflow.account.Account;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what a source shall be, strictly: all that is wrong is told at once. */
@Component
class NewSourceReader {

    private static final Set<String> MEMBERS = Set.of("type", "name", "category", "secret", "settings");
    private static final int NAME_LENGTH = 100;
    private static final int SECRET_LENGTH = 1000;
    private static final int SETTINGS_LENGTH = 10_000;

    private final ObjectMapper json;
    private final SourceTypes types;
    private final PolledTypes polled;

    NewSourceReader(@Qualifier("eventMapper") ObjectMapper json, SourceTypes types, PolledTypes polled) {
        this.json = json;
        this.types = types;
        this.polled = polled;
    }

    /**
     * @throws com.fasterxml.jackson.core.JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it makes no source
     */
    NewSource read(Account account, byte[] body) throws IOException {
        JsonNode request = json.readTree(body);
        var errors = new ArrayList<InvalidMember>();
        if (!request.isObject()) {
            errors.add(new InvalidMember("", "the body must be a JSON object"));
        }
        request.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                errors.add(
                        new InvalidMember(name, "is unknown; the members are type, name, category, secret, settings"));
            }
        });
        var source = new NewSource(
                type(request, errors),
                name(request, errors),
                category(account, request, errors),
                text(request, "secret", SECRET_LENGTH, errors),
                settings(request, errors));
        if (source.settings().isObject()) {
            polled.find(source.type())
                    .ifPresentOrElse(
                            type -> errors.addAll(type.allErrors(account, source)), () -> askedAnyway(source, errors));
        }
        if (!errors.isEmpty()) {
            throw refused(errors);
        }
        return source;
    }

    private static void askedAnyway(NewSource source, List<InvalidMember> errors) {
        if (source.settings().has("minutes")) {
            PollSettings.check(source.settings(), errors);
        }
    }

    private String type(JsonNode request, List<InvalidMember> errors) {
        String type = request.path("type").asText();
        Set<String> known = types.all();
        if (!known.contains(type)) {
            errors.add(new InvalidMember("type", "must be one that has a route: " + String.join(", ", known)));
        }
        return type;
    }

    private static String name(JsonNode request, List<InvalidMember> errors) {
        String name = text(request, "name", NAME_LENGTH, errors);
        if (name == null) {
            errors.add(new InvalidMember("name", "is required"));
        }
        return name == null ? "" : name;
    }

    private static @Nullable String category(Account account, JsonNode request, List<InvalidMember> errors) {
        String category = text(request, "category", NAME_LENGTH, errors);
        if (category != null && account.category(category) == null) {
            errors.add(new InvalidMember("category", "must be one of the account's categories"));
        }
        return category;
    }

    private static @Nullable String text(JsonNode request, String name, int most, List<InvalidMember> errors) {
        JsonNode value = request.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.asText();
        boolean plain = text.chars().allMatch(character -> character >= ' ' && character != 0x7F);
        if (!value.isTextual() || text.isBlank() || text.length() > most || !plain) {
            errors.add(new InvalidMember(name, "must be a text of 1 to " + most + " characters in one line"));
        }
        return text;
    }

    private static JsonNode settings(JsonNode request, List<InvalidMember> errors) {
        JsonNode settings = request.path("settings");
        if (settings.isMissingNode() || settings.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!settings.isObject() || settings.toString().length() > SETTINGS_LENGTH) {
            errors.add(
                    new InvalidMember("settings", "must be an object of at most " + SETTINGS_LENGTH + " characters"));
        }
        return settings;
    }

    private static InvalidRequest refused(List<InvalidMember> errors) {
        String message = errors.stream()
                .map(error -> (error.member() + " " + error.message()).strip())
                .collect(Collectors.joining("; "));
        return new InvalidRequest(Problem.of("invalid-source", "The source is not valid", 422, message)
                .with(errors));
    }
}
