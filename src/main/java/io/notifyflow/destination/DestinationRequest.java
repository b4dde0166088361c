package io.notifyflow.destination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.InvalidDestination;
import io.notifyflow.destination.DestinationList.Kept;
import io.notifyflow.event.InvalidRequest;
import io.notifyflow.event.Members;
import io.notifyflow.event.Problem;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads what a destination shall be; its type checks what it is told, and no value is repeated, as it may be secret. */
@Component("destinationRequest")
class DestinationRequest {

    private static final List<String> MEMBERS = List.of("name", "type", "default", "settings");
    private static final List<String> CHANGES = List.of("name", "default", "settings", "batching", "digestSeconds");
    private static final String SETTINGS = "settings";
    private static final List<String> BATCHING = List.of("auto", "off", "digest");
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_REASON = 200;
    private static final int LONGEST_DIGEST = 604_800;

    private final ObjectMapper json;
    private final DestinationTypes types;

    DestinationRequest(@Qualifier("eventMapper") ObjectMapper json, DestinationTypes types) {
        this.json = json;
        this.types = types;
    }

    /** A destination whose type has checked it. */
    record Asked(String name, DestinationType type, DestinationSettings settings, boolean isDefault) {}

    /**
     * What shall become of a destination.
     *
     * @param settings null if it leads where it led
     */
    record Change(
            String name,
            boolean isDefault,
            String batching,
            @Nullable Integer digestSeconds,
            @Nullable DestinationSettings settings) {}

    /**
     * @throws JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it cannot be used
     */
    Asked read(byte[] body) throws IOException {
        Members members = Members.of(json.readTree(body), MEMBERS);
        String name = members.text("name", LONGEST_NAME);
        boolean isDefault = members.flag("default", false);
        String typeName = Objects.requireNonNullElse(members.optionalText("type", LONGEST_NAME), "");
        Optional<DestinationType> type = types.find(typeName);
        if (type.isEmpty()) {
            members.refuse(
                    "type", "must be one of " + String.join(", ", types.names()) + ", or have a route deliver.<type>");
        }
        Optional<DestinationSettings> settings =
                type.flatMap(known -> settings(members, known, changed(members, known, Map.of())));
        check(members);
        return new Asked(name, type.orElseThrow(), settings.orElseThrow(), isDefault);
    }

    /**
     * @throws JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it cannot become so
     */
    Change readChange(byte[] body, Kept before) throws IOException {
        Members members = Members.of(json.readTree(body), CHANGES);
        DestinationView view = before.view();
        String name = members.optionalText("name", LONGEST_NAME);
        boolean isDefault = members.flag("default", view.isDefault());
        String batching = Objects.requireNonNullElse(members.optionalText("batching", LONGEST_NAME), view.batching());
        if (!BATCHING.contains(batching)) {
            members.refuse("batching", "must be one of " + String.join(", ", BATCHING));
        }
        Integer seconds = seconds(members, batching, view.digestSeconds());
        DestinationSettings settings = null;
        if (!members.object(SETTINGS).isEmpty()) {
            settings = types.find(view.type())
                    .flatMap(type -> settings(members, type, changed(members, type, before.told()))
                            .map(after -> withSecrets(members, type, before, after)))
                    .orElse(null);
            if (types.find(view.type()).isEmpty()) {
                members.refuse(SETTINGS, "cannot be checked: there is no route deliver." + view.type());
            }
        }
        check(members);
        return new Change(name == null ? view.name() : name, isDefault, batching, seconds, settings);
    }

    private static @Nullable Integer seconds(Members members, String batching, @Nullable Integer before) {
        boolean digest = batching.equals("digest");
        int seconds = members.integer("digestSeconds", 1, LONGEST_DIGEST, before == null ? 0 : before);
        if (digest && seconds == 0) {
            members.refuse("digestSeconds", "is required for a digest: 1 to " + LONGEST_DIGEST);
        } else if (!digest && members.has("digestSeconds")) {
            members.refuse("digestSeconds", "belongs to a digest: set batching to digest, or leave it out");
        }
        return digest ? seconds : null;
    }

    /** The type of a destination whose settings were checked. */
    DestinationType type(Kept destination) {
        return types.find(destination.view().type()).orElseThrow();
    }

    /** What it is told after the change; null takes a member away. */
    private static Map<String, String> changed(Members members, DestinationType type, Map<String, String> before) {
        var told = new HashMap<>(before);
        for (Map.Entry<String, JsonNode> member : members.object(SETTINGS).properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (!type.members().contains(name)) {
                members.refuse(
                        SETTINGS + "." + name,
                        "is unknown; a destination of this type has " + new TreeSet<>(type.members()));
            } else if (value.isNull()) {
                told.remove(name);
            } else if (value.isValueNode()) {
                told.put(name, value.asText());
            } else {
                members.refuse(SETTINGS + "." + name, "must be a text");
            }
        }
        return told;
    }

    private static Optional<DestinationSettings> settings(
            Members members, DestinationType type, Map<String, String> told) {
        try {
            return Optional.of(type.check(told));
        } catch (InvalidDestination invalid) {
            members.refuse(SETTINGS + "." + invalid.member(), invalid.fault());
            return Optional.empty();
        }
    }

    /** Refuses secrets that would be sent elsewhere without having been entered again. */
    private static DestinationSettings withSecrets(
            Members members, DestinationType type, Kept before, DestinationSettings after) {
        Map<String, String> told = type.told(after.shown(), after.secret());
        var moved = new TreeSet<>(type.addressMembers());
        moved.removeIf(
                address -> Objects.equals(told.get(address), before.told().get(address)));
        if (!moved.isEmpty()) {
            JsonNode entered = members.object(SETTINGS);
            for (String secret : new TreeSet<>(before.view().secrets())) {
                if (told.containsKey(secret) && !entered.has(secret)) {
                    members.refuse(
                            SETTINGS + "." + secret,
                            "must be entered again, because the change of " + String.join(", ", moved)
                                    + " decides where it is sent; or take it away with null");
                }
            }
        }
        return after;
    }

    private static void check(Members members) {
        members.check("invalid-destination", "The destination is not valid");
    }

    /**
     * Why a destination shall be paused.
     *
     * @throws JsonProcessingException if the body is not JSON
     * @throws InvalidRequest if it makes no reason
     */
    @Nullable
    String readReason(byte @Nullable [] body) throws IOException {
        if (body == null || body.length == 0) {
            return null;
        }
        Members members = Members.of(json.readTree(body), List.of("reason"));
        String reason = members.optionalText("reason", LONGEST_REASON);
        check(members);
        return reason;
    }

    /** A problem with a name that another destination has. */
    static InvalidRequest taken(String name) {
        return new InvalidRequest(Problem.of(
                "destination-exists",
                "There is a destination of that name",
                409,
                "The account has another destination named \"" + name + "\"; names differ in more than their case"));
    }
}
