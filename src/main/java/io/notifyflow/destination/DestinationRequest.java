package io.notifyflow.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.FurtherDestinationTypes;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Problem;
import io.notifyflow.event.Problem.InvalidMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads the body of a request to enter a destination; its type checks what it is told. */
@Component("destinationRequest")
class DestinationRequest {

    private static final Set<String> MEMBERS = Set.of("name", "type", "default", "settings");
    private static final int LONGEST_NAME = 80;

    private final ObjectMapper json;
    private final Map<String, DestinationType> types;
    private final FurtherDestinationTypes further;

    DestinationRequest(
            @Qualifier("eventMapper") ObjectMapper json, List<DestinationType> types, FurtherDestinationTypes further) {
        this.json = json;
        this.types = types.stream().collect(Collectors.toUnmodifiableMap(DestinationType::name, Function.identity()));
        this.further = further;
    }

    /** A destination whose type has checked it. */
    record Asked(String name, DestinationType type, DestinationSettings settings, boolean isDefault) {}

    /**
     * @throws JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it cannot be used; no value is repeated, as it may be secret
     */
    Asked read(byte[] body) throws IOException {
        JsonNode request = json.readTree(body);
        var errors = new ArrayList<InvalidMember>();
        request.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                errors.add(new InvalidMember(member, "is unknown; the members are name, type, default and settings"));
            }
        });
        String name = request.path("name").asText("").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            errors.add(new InvalidMember("name", "must be a text of 1 to " + LONGEST_NAME + " characters"));
        }
        if (!request.path("default").isMissingNode() && !request.path("default").isBoolean()) {
            errors.add(new InvalidMember("default", "must be true or false"));
        }
        Optional<DestinationType> type = type(request.path("type").asText(""), errors);
        Optional<DestinationSettings> settings =
                type.flatMap(known -> settings(known, request.path("settings"), errors));
        if (type.isEmpty() || settings.isEmpty() || !errors.isEmpty()) {
            throw refused(errors);
        }
        return new Asked(
                name, type.get(), settings.get(), request.path("default").asBoolean());
    }

    private Optional<DestinationType> type(String name, List<InvalidMember> errors) {
        Optional<DestinationType> type = Optional.ofNullable(types.get(name)).or(() -> further.find(name));
        if (type.isEmpty()) {
            errors.add(new InvalidMember(
                    "type",
                    "must be one of " + String.join(", ", new TreeSet<>(types.keySet()))
                            + ", or have a route deliver.<type>"));
        }
        return type;
    }

    private static Optional<DestinationSettings> settings(
            DestinationType type, JsonNode settings, List<InvalidMember> errors) {
        var told = new HashMap<String, String>();
        settings.properties().forEach(member -> {
            if (!type.members().contains(member.getKey())) {
                errors.add(new InvalidMember(
                        "settings." + member.getKey(),
                        "is unknown; a destination of this type has " + new TreeSet<>(type.members())));
            } else if (!member.getValue().isValueNode()) {
                errors.add(new InvalidMember("settings." + member.getKey(), "must be a text"));
            } else {
                told.put(member.getKey(), member.getValue().asText());
            }
        });
        try {
            return Optional.of(type.check(told));
        } catch (InvalidDestination invalid) {
            errors.add(new InvalidMember("settings." + invalid.member(), invalid.fault()));
            return Optional.empty();
        }
    }

    private static InvalidRequest refused(List<InvalidMember> errors) {
        String message = errors.stream()
                .map(error -> error.member() + " " + error.message())
                .collect(Collectors.joining("; "));
        return new InvalidRequest(Problem.of("invalid-destination", "The destination is not valid", 422, message)
                .with(errors));
    }
}
